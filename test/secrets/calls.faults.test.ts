import { beforeAll, describe, expect, it } from 'vitest';
import { CANARIES } from './canaries.ts';
import { spansIn, withoutAttributes } from './collector.ts';
import { CONFIGURATIONS, CONTENT_ATTRIBUTES } from './configurations.ts';
import { FAMILIES } from './families.ts';
import { type Finding, findCanaries } from './forms.ts';
import { OUTCOMES } from './outcomes.ts';
import { type Outcome, runApplication } from './run-application.ts';

const OURS = '@fuelgauge/instrumentation';
const KEYS = new Set(CANARIES.filter(({ kind }) => kind === 'key').map(({ name }) => name));

const EXPECTED = Object.values(FAMILIES).flatMap(({ streams }) =>
  Object.values(OUTCOMES).filter((outcome) => streams || !outcome.streams),
).length;

const SINKS = [
  'metrics that were exported',
  'logs that were exported',
  'other exports',
  'standard output',
  'standard error, where OpenTelemetry logs',
  'warnings of the process',
  'objects of ours that are logged',
  'title of the process',
  'files that were written',
] as const;

const found = (text: string): Finding[] => findCanaries(text);

describe('the search fails', () => {
  it('where a hook puts the key and the request on the span', async () => {
    const env = { FAKE_SETUP: 'leaking' };
    const run = await runApplication({ env, loadedBy: 'by-hand.ts', readable: true });
    const names = found(run.sinks['traces that were exported'] ?? '').map(({ canary }) => canary);
    expect(names).toEqual(expect.arrayContaining(['openai', 'prompt', 'user', 'email']));
  });
});

describe.each(Object.entries(CONFIGURATIONS))('%s', (_name, configuration) => {
  const { readable, content, theirs, loadedBy } = configuration;
  let run: Outcome;

  beforeAll(async () => {
    run = await runApplication(configuration);
  }, 120_000);

  const traces = (): readonly string[] => run.exported.get('/v1/traces') ?? [];

  it('the service makes every call of the table', () => {
    expect(run.status, run.sinks['standard error, where OpenTelemetry logs']?.slice(-2000)).toBe(0);
    expect(run.report?.cases).toHaveLength(EXPECTED);
    expect(run.asked).toBeGreaterThan(EXPECTED * 0.8);
  });

  if (readable) {
    it('every call has left a span', () => {
      const seen = new Set(
        spansIn(traces())
          .filter(({ scope, attributes }) => scope === OURS || attributes.has('gen_ai.provider.name'))
          .map(({ traceId }) => traceId),
      );
      const missing = run.report?.cases
        .filter(({ traceId }) => !seen.has(traceId))
        .map(({ id }) => id)
        // Where the application shuts its SDK down by itself, a call that nobody ended until then has no span.
        .filter((id) => loadedBy === 'one line' || !id.endsWith('an answer that nobody reads'));
      expect(missing).toEqual([]);
    });
  }

  it('nothing private is in the traces that were exported', () => {
    const mine = readable
      ? withoutAttributes(traces(), [...(content ?? []), ...(theirs?.attributes ?? [])])
      : traces();
    expect(found(mine.join('\n'))).toEqual([]);
  });

  if (content !== undefined) {
    it('the content that was asked for is found', () => {
      const names = new Set(found(traces().join('\n')).map(({ canary }) => canary));
      for (const name of ['prompt', 'system prompt', 'completion', 'reasoning', 'tool arguments']) {
        expect(names).toContain(name);
      }
    });

    it('no key is in the content that was captured', () => {
      const captured = spansIn(traces()).flatMap(({ attributes }) =>
        CONTENT_ATTRIBUTES.map((name) => attributes.get(name) ?? ''),
      );
      expect(found(captured.join('\n')).filter(({ canary }) => KEYS.has(canary))).toEqual([]);
    });
  }

  if (theirs !== undefined) {
    it('what another library wrote is still there', () => {
      expect(found(traces().join('\n')).map(({ canary }) => canary)).toContain(theirs.canary);
    });
  }

  it.each(SINKS)('nothing private is in the %s', (sink) => {
    const findings = found(run.sinks[sink] ?? '');
    if (sink !== 'objects of ours that are logged') {
      expect(findings).toEqual([]);
      return;
    }
    // OpenTelemetry shows the active span with its attributes: content that was asked for, what another wrote.
    const ours = findings.filter(
      ({ canary }) => canary !== theirs?.canary && (content === undefined || KEYS.has(canary)),
    );
    expect(ours).toEqual([]);
  });
});
