import {
  type ReceivedPoint,
  type ReceivedSpan,
  type RequestRecord,
  type ScenarioName,
  type Simulator,
  startOtlpReceiver,
  startSimulator,
} from '../simulator/src/index.ts';
import { type ChildOutcome, runChild } from './child.ts';
import { CHECKS } from './contract.ts';

/** What one run of the program saw, sent and recorded. */
export interface Observation {
  /** What each check printed, as text, by its id. */
  readonly seen: ReadonlyMap<string, string>;
  readonly outcome: ChildOutcome;
  readonly requests: readonly RequestRecord[];
  readonly spans: readonly ReceivedSpan[];
  readonly points: readonly ReceivedPoint[];
  /** Content types of exports that are not what was asked for. */
  readonly refusedExports: readonly string[];
}

/** Servers of one run alone. */
export interface Servers {
  readonly simulator: Simulator;
  /** One whose streams take their time. */
  readonly slow: Simulator;
}

export interface Run {
  readonly cwd: string;
  /** Makes the next calls fail, and says what the program needs in its environment. */
  readonly prepare: (servers: Servers) => Readonly<Record<string, string>>;
}

const FAILURES: Readonly<Record<string, readonly ['openai' | 'openrouter', ScenarioName]>> = {
  refused: ['openrouter', 'upstream_insufficient_balance_nested'],
  retries: ['openai', 'rate_limited'],
  dropped: ['openai', 'insufficient_quota'],
};

/** A run of `guest/program.ts`, without the checks of these ids. */
export const contractRun = (cwd: string, skipped: readonly string[]): Run => ({
  cwd,
  prepare: ({ simulator, slow }) => {
    for (const { id, model } of CHECKS) {
      const failure = FAILURES[id];
      if (failure !== undefined && model !== undefined) simulator.failNext(...failure, { model });
    }
    return {
      OPENAI_API_KEY: 'sk-fake-key-1',
      OPENROUTER_API_KEY: 'sk-or-fake-key-2',
      OPENAI_BASE: simulator.url('openai'),
      SLOW_BASE: slow.url('openai'),
      // Another host name, so that it can be another provider.
      OPENROUTER_BASE: simulator.url('openrouter').replace('127.0.0.1', 'localhost'),
      FUELGAUGE_PROVIDERS: '127.0.0.1=openai,localhost=openrouter',
      FUELGAUGE_ACCOUNTS: 'production=OPENAI_API_KEY',
      SKIPPED_CHECKS: skipped.join(','),
    };
  },
});

/** Runs a program once, against servers of its own. */
export async function observe(
  node: string,
  args: readonly string[],
  { cwd, prepare }: Run,
): Promise<Observation> {
  const answer = { promptTokens: 1000, completionTokens: 50, cachedTokens: 300 };
  const [simulator, slow, receiver] = await Promise.all([
    startSimulator({ answer }),
    startSimulator({ answer, delivery: { chunks: 50, chunkDelayMs: 10 } }),
    startOtlpReceiver(),
  ]);
  try {
    const env = { ...receiver.env, OTEL_LOGS_EXPORTER: 'none', ...prepare({ simulator, slow }) };
    const outcome = await runChild(node, args, { cwd, env });
    const requests = [...simulator.requests, ...slow.requests];
    await Promise.all(requests.map(({ closed }) => closed));
    return {
      seen: linesOf(outcome.stdout),
      outcome,
      requests,
      spans: [...receiver.spans],
      points: receiver.metrics,
      refusedExports: [...receiver.refused],
    };
  } finally {
    await Promise.all([simulator.close(), slow.close(), receiver.close()]);
  }
}

/** Ids and times differ from run to run. */
const masked = (text: string): string =>
  text
    .replaceAll(/(fake)\w*?\d+/g, '$1')
    .replaceAll(/(\\?"(?:created|created_at|completed_at)\\?":)\d+/g, '$10')
    .replaceAll(/:\d{4,5}(?=\/)/g, ':PORT');

function linesOf(stdout: string): Map<string, string> {
  return new Map(
    stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => [(JSON.parse(line) as { check: string }).check, masked(line)]),
  );
}
