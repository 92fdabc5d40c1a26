import { deepStrictEqual, equal, match, ok } from 'node:assert/strict';
import type { ReceivedPoint, ReceivedSpan, RequestRecord } from '../simulator/src/index.ts';
import type { Cell } from './cells.ts';
import { isSince } from './semver.ts';

/** What came of one run of the program, beside what it printed. */
export interface Telemetry {
  /** The spans of this check's model. */
  readonly spans: readonly ReceivedSpan[];
  /** Every span, in the order in which they arrived. */
  readonly all: readonly ReceivedSpan[];
  readonly points: readonly ReceivedPoint[];
  /** The requests of this check's model. */
  readonly requests: readonly RequestRecord[];
}

export interface Check {
  /** As `guest/program.ts` names it. */
  readonly id: string;
  /** The sentence that a failing test shows. */
  readonly says: string;
  /** Every check calls a model of its own, so that its spans can be told from the others'. */
  readonly model?: string;
  /** What of the client it needs, and since which version that is there. */
  readonly needs?: { readonly what: string; readonly since: string };
  /**
   * Of the telemetry. That the application sees the same as without fuelgauge is looked at for every check.
   *
   * @throws {AssertionError} when it is not as it should be.
   */
  readonly judge: (telemetry: Telemetry) => void;
}

const COST = 'gen_ai.usage.cost.amount';

function theOne(spans: readonly ReceivedSpan[]): ReceivedSpan {
  deepStrictEqual(spans.length, 1, `${spans.length} spans: ${spans.map(({ name }) => name).join(', ')}`);
  return spans[0]!;
}

/** Each has tokens, cost, account and where it went, and is no failure. */
function good({ spans }: Telemetry, count = 1): void {
  equal(spans.length, count, `${spans.length} spans instead of ${count}`);
  for (const { attributes, status, kind } of spans) {
    const { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output } = attributes;
    deepStrictEqual(
      {
        kind,
        operation: attributes['gen_ai.operation.name'],
        provider: attributes['gen_ai.provider.name'],
        address: attributes['server.address'],
        currency: attributes['gen_ai.usage.cost.currency'],
        source: attributes['gen_ai.usage.cost.source'],
        account: attributes['llm.account.id'],
        input,
        output,
        cached: attributes['gen_ai.usage.cache_read.input_tokens'],
        status: status.code,
        error: attributes['error.type'],
      },
      {
        kind: 'client',
        operation: 'chat',
        provider: 'openai',
        address: '127.0.0.1',
        currency: 'USD',
        source: 'local',
        account: 'production',
        input: 1000,
        output: 50,
        cached: 300,
        status: 'unset',
        error: undefined,
      },
    );
    ok(Number(attributes[COST]) > 0, `cost is ${attributes[COST]}`);
  }
}

function failed({ spans }: Telemetry, verdict: Readonly<Record<string, unknown>>): void {
  const { attributes, status } = theOne(spans);
  equal(status.code, 'error');
  const found = Object.fromEntries(Object.keys(verdict).map((name) => [name, attributes[name]]));
  deepStrictEqual(found, verdict);
}

/** The download stops, and the span ends: then, and not when the process does. */
function left({ spans, all, requests }: Telemetry): void {
  const span = theOne(spans);
  const { attributes } = span;
  // The end that an abandoned span tells is that of its last chunk, so only the order of arrival gives it away.
  const last = all.findIndex(({ start }) => start === Math.max(...all.map((one) => one.start)));
  ok(all.indexOf(span) < last, 'the span ended after that of the last check, which began much later');
  equal(attributes['llm.error.owner'] ?? 'caller', 'caller');
  equal(requests.length, 1);
  const [{ aborted, chunksSent, chunksTotal }] = requests as [RequestRecord];
  ok(aborted, 'the connection was not closed');
  ok(chunksSent < chunksTotal!, `${chunksSent} of ${chunksTotal} chunks were sent`);
}

const of = (points: readonly ReceivedPoint[], name: string): ReceivedPoint[] =>
  points.filter((point) => point.name === name);
const sum = (points: readonly ReceivedPoint[]): number =>
  points.reduce((total, { value }) => total + value, 0);

/** In the order in which the program runs them. */
export const CHECKS: readonly Check[] = [
  {
    id: 'at-load',
    says: 'a call made while modules are still being loaded is one span',
    model: 'gpt-4.1-nano',
    judge: good,
  },
  {
    id: 'call',
    says: 'a call is one span with provider, model, account, tokens and cost',
    model: 'gpt-5.2',
    judge: (telemetry) => {
      good(telemetry);
      const { name, attributes } = theOne(telemetry.spans);
      equal(name, 'chat gpt-5.2');
      match(String(attributes['gen_ai.response.id']), /^chatcmpl-fake/);
      deepStrictEqual(attributes['gen_ai.response.finish_reasons'], ['stop']);
    },
  },
  {
    id: 'promise',
    says: 'an APIPromise gives withResponse(), _thenUnwrap() and the same object twice, and is one span',
    model: 'gpt-5',
    judge: good,
  },
  {
    id: 'raw-response',
    says: 'asResponse() gives a response that nobody has read, and is one span with its tokens',
    model: 'gpt-5-mini',
    judge: good,
  },
  {
    id: 'stream',
    says: 'a stream is the client’s own Stream, and one span with its usage',
    model: 'gpt-5-nano',
    judge: (telemetry) => {
      good(telemetry);
      equal(theOne(telemetry.spans).attributes['gen_ai.request.stream'], true);
    },
  },
  { id: 'stream-tee', says: 'both branches of tee() are whole, and one span', model: 'gpt-4.1', judge: good },
  { id: 'stream-web', says: 'toReadableStream() is whole, and one span', model: 'gpt-4.1-mini', judge: good },
  {
    id: 'stream-abort',
    says: 'controller.abort() stops the download, and the span ends',
    model: 'gpt-4o',
    judge: left,
  },
  {
    id: 'early-break',
    says: 'an early break stops the download, and the span ends',
    model: 'gpt-4o-mini',
    judge: left,
  },
  {
    id: 'refused',
    says: 'a 402 with another one inside is the same error, and the gateway’s money that ran out',
    model: 'deepseek/deepseek-v4-flash',
    judge: (telemetry) => {
      failed(telemetry, {
        'gen_ai.provider.name': 'openrouter',
        'http.response.status_code': 402,
        'llm.error.category': 'insufficient_balance',
        'llm.error.owner': 'gateway',
        'llm.error.upstream': 'deepseek',
        'llm.error.retryable': false,
        'llm.error.classified_by': 'sdk',
      });
      match(String(theOne(telemetry.spans).attributes['llm.account.id']), /^key-/);
    },
  },
  {
    id: 'own-error',
    says: 'an error of the application’s own fetch is the cause, by identity',
    model: 'o3',
    judge: (telemetry) => failed(telemetry, { 'llm.error.category': 'connection_error' }),
  },
  {
    id: 'retries',
    says: 'a silent retry is an event on the one span, and no error of it',
    model: 'o4-mini',
    judge: (telemetry) => {
      good(telemetry);
      const { events, attributes } = theOne(telemetry.spans);
      equal(attributes['llm.call.attempts'], 2);
      deepStrictEqual(
        events.map(({ name, attributes: at }) => [name, at['llm.error.category'], at['llm.error.owner']]),
        [['llm.call.retry', 'rate_limited', 'caller']],
      );
    },
  },
  {
    id: 'dropped',
    says: 'a failed call that nobody awaits is as many unhandled rejections as without us, and one span',
    model: 'gpt-4-turbo',
    judge: (telemetry) =>
      failed(telemetry, { 'llm.error.category': 'insufficient_balance', 'llm.error.owner': 'caller' }),
  },
  {
    id: 'parse',
    says: 'parse() gives structured output, and is one span',
    model: 'gpt-4o-2024-08-06',
    needs: { what: 'parse()', since: '4.55.0' },
    judge: good,
  },
  { id: 'helper', says: 'the stream() helper is one span', model: 'gpt-4', judge: good },
  {
    id: 'tools',
    says: 'runTools() is one span for each of its two calls',
    model: 'gpt-3.5-turbo',
    judge: (telemetry) => good(telemetry, 2),
  },
  {
    id: 'responses',
    says: 'a stream of the Responses API is one span with its usage',
    model: 'o3-mini',
    needs: { what: 'the Responses API', since: '4.87.0' },
    judge: good,
  },
  { id: 'rejections', says: 'nothing else is left unhandled', judge: () => {} },
  {
    id: 'metrics',
    says: 'metrics arrive, and agree with the spans',
    judge: ({ all, points }) => {
      const cost = all.reduce((total, { attributes }) => total + Number(attributes[COST] ?? 0), 0);
      ok(
        Math.abs(sum(of(points, 'llm.call.cost')) - cost) < 1e-9,
        'llm.call.cost is not the cost of the spans',
      );
      const durations = of(points, 'gen_ai.client.operation.duration');
      equal(
        durations.reduce((total, { count = 0 }) => total + count, 0),
        all.length,
      );
      const types = of(points, 'gen_ai.client.token.usage').map((at) => at.attributes['gen_ai.token.type']);
      deepStrictEqual([...new Set(types)].sort(), ['input', 'output']);
      equal(sum(of(points, 'llm.call.retries')), 1);
      const empty = of(points, 'llm.call.errors').filter(
        ({ attributes }) => attributes['llm.error.category'] === 'insufficient_balance',
      );
      deepStrictEqual(empty.map(({ attributes }) => attributes['llm.error.owner']).sort(), [
        'caller',
        'gateway',
      ]);
    },
  },
  {
    id: 'ends-once',
    says: 'no span is of no check, and none arrives twice',
    judge: ({ all }) => {
      equal(new Set(all.map(({ spanId }) => spanId)).size, all.length);
      const known = new Set(CHECKS.map(({ model }) => model));
      const strange = all.filter(({ attributes }) => !known.has(String(attributes['gen_ai.request.model'])));
      deepStrictEqual(
        strange.map(({ name }) => name),
        [],
      );
    },
  },
  {
    id: 'wire',
    says: 'the same requests with the same headers and bodies reach the server',
    judge: () => {},
  },
  { id: 'output', says: 'the process prints and exits as without us', judge: () => {} },
];

/** Why a check cannot be made of this version of the client; undefined where it can. */
export function missingIn({ openai }: Cell, { needs }: Check): string | undefined {
  return needs === undefined || isSince(openai.atLeast, needs.since)
    ? undefined
    : `${needs.what} came with openai ${needs.since}`;
}

/** A documented limit of ours that this cell meets at this check. */
export function limitOf({ openai, loading }: Cell, { id }: Check): string | undefined {
  return id === 'at-load' && loading.name === 'import' && !isSince(openai.atLeast, '5.0.0')
    ? 'the shims of openai 4 must run in the application’s order, so the first-line import patches it a moment later'
    : undefined;
}
