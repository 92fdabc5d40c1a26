/**
 * A service that makes every call of the table and lets no error out: what it prints and exports is the work of
 * fuelgauge and OpenTelemetry. Run by `run-application.ts`, in a process of its own.
 */
import { AsyncResource } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import { inspect } from 'node:util';
import { type Span, type Tracer, trace } from '@opentelemetry/api';
import { API_KEYS, canary } from './canaries.ts';
import { FAMILIES, type Family, type Making } from './families.ts';
import { OUTCOMES, type Outcome } from './outcomes.ts';
import { pathOf } from './provider.ts';
import type { CaseReport, Report } from './report.ts';

const PORT = Number(process.env.FAKE_PROVIDER_PORT);
const BESIDE = process.env.FAKE_BESIDE === 'true';
/** Nobody listens there. */
const CLOSED_PORT = 1;
const SHORT_MS = 60;
const AT_ONCE = 8;

const inspected: Record<string, string> = {};
const warnings: string[] = [];
process.on('warning', (warning) => {
  warnings.push(inspect(warning));
});

// Every host of the table is this machine.
const { lookup } = dns;
dns.lookup = ((host: string, ...rest: unknown[]) =>
  Reflect.apply(lookup, dns, [host === 'localhost' ? host : '127.0.0.1', ...rest])) as typeof lookup;

// What an application makes while a request is under way (a socket, a timer, a task of a pool) remembers the call that
// it was made in, and shows it when it is logged.
subscribe('undici:request:create', (message) => {
  const { origin, path } = (message as { request: { origin?: unknown; path: string } }).request;
  const where = `${String(origin)} ${path.replace(/^\/\d+|\?.*$/g, '')}`;
  inspected[`an object made during a call to ${where}`] ??= inspect(new AsyncResource('made during a call'), {
    depth: 5,
  });
  inspected[`a timer made during a call to ${where}`] ??= inspect(
    setTimeout(() => {}, 1),
    { depth: 5 },
  );
});

interface Case {
  readonly id: string;
  readonly family: Family;
  readonly outcome: Outcome;
  readonly path: string;
  readonly key: string;
}

function* cases(): Generator<Case> {
  let count = 0;
  for (const [familyName, family] of Object.entries(FAMILIES)) {
    for (const [outcomeName, outcome] of Object.entries(OUTCOMES)) {
      if (outcome.streams && !family.streams) continue;
      const key = API_KEYS[count++ % API_KEYS.length]?.value ?? '';
      yield { id: `${familyName}: ${outcomeName}`, family, outcome, path: pathOf(outcomeName), key };
    }
  }
}

function making(one: Case): Making {
  const { doing, refused, retries, streams } = one.outcome;
  const controller = new AbortController();
  const reason = new Error(canary('reason of an abort'));
  if (doing === 'abort') setTimeout(() => controller.abort(reason), SHORT_MS).unref();
  return {
    port: refused ? CLOSED_PORT : PORT,
    path: one.path,
    credentials:
      doing === 'credentials in the URL'
        ? `${canary('user name in the base URL')}:${canary('password in the base URL')}@`
        : '',
    key: one.key,
    call: one.id.replace(/[^\w -]/g, ''),
    stream: streams === true,
    signal: controller.signal,
    timeoutMs: doing === 'time out' ? SHORT_MS : 20_000,
    retries: retries ?? 0,
    reads: doing !== 'never read',
    onPiece: () => {
      if (doing === 'abort while reading') controller.abort(reason);
      return doing === 'break';
    },
  };
}

/** Asked for anew: one that was given out before there was an SDK may not follow it. */
const tracer = (): Tracer => trace.getTracer('the application');

/** A span as another library makes it, with what was asked: theirs to write, and not ours to repeat. */
async function besideAnother(run: () => Promise<void>): Promise<void> {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'theirs.prompt': canary('what another library wrote'),
  };
  await tracer().startActiveSpan('chat of another library', { attributes }, async (span) => {
    await run();
    span.end();
  });
}

async function run(one: Case): Promise<CaseReport> {
  let settled = 'an answer';
  const call = async (): Promise<void> => {
    try {
      await one.family.make(making(one));
    } catch (error) {
      settled = error instanceof Error ? error.constructor.name : typeof error;
    }
  };
  return tracer().startActiveSpan('a case', async (span: Span) => {
    await (BESIDE ? besideAnother(call) : call());
    span.end();
    return { id: one.id, traceId: span.spanContext().traceId, settled };
  });
}

const all = [...cases()];
// The one-line import starts the SDK at the first call.
const first = all[0];
if (first !== undefined) await run(first);

const reports: CaseReport[] = [];
const rest = all.values();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const one of rest) reports.push(await run(one));
  }),
);

const held = (globalThis as { [key: symbol]: unknown })[Symbol.for('fuelgauge.started.v1')];
const instrumentations = (process as { fakeInstrumentations?: unknown[] }).fakeInstrumentations ?? [held];
instrumentations.forEach((instrumentation, at) => {
  inspected[`instrumentation ${at + 1}`] = inspect(instrumentation, { depth: 8, showHidden: false });
  inspected[`its configuration ${at + 1}`] = inspect(
    (instrumentation as { getConfig(): unknown }).getConfig(),
    { depth: 8 },
  );
  inspected[`its configuration as JSON ${at + 1}`] = JSON.stringify(
    (instrumentation as { getConfig(): unknown }).getConfig(),
  );
});

const report: Report = { cases: reports, inspected, warnings, title: process.title };
process.send?.(report, () => process.disconnect());
