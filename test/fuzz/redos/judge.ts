import { createRequire } from 'node:module';
import type { AttackPattern, Parameters } from 'recheck';

/** What `recheck` says of one pattern. */
export interface Judgement {
  readonly source: string;
  readonly flags: string;
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  /** `2nd degree polynomial`, or why it is not known. */
  readonly why: string;
  readonly exponential: boolean;
  /** A text that takes long, as an expression; empty where none is known. */
  readonly attack: string;
  /** The same, at about this length; empty where none is known. */
  readonly attackOf: (length: number) => string;
}

export interface Pattern {
  readonly source: string;
  readonly flags: string;
}

/**
 * For patterns that see text of any length: a proof by automata where the checker can give one, else a wide search
 * that finds what is not linear. Its limits are steps and not milliseconds: a busy machine must not change what is
 * found.
 */
export const THOROUGH: Parameters = {
  timeout: null,
  seedingTimeout: null,
  incubationTimeout: null,
  attackTimeout: null,
  attackLimit: 20_000_000,
  maxAttackStringSize: 20_000,
  maxIteration: 5,
  maxInitialGenerationSize: 200,
  maxGenerationSize: 50,
  crossoverSize: 15,
  mutationSize: 25,
};

/** For patterns whose text is bounded before they see it: a search for the texts that take longest. */
export const SHORT: Parameters = {
  checker: 'fuzz',
  timeout: 60_000,
  attackLimit: 20_000_000,
  maxAttackStringSize: 20_000,
  maxIteration: 3,
  maxInitialGenerationSize: 100,
  maxGenerationSize: 30,
  crossoverSize: 10,
  mutationSize: 15,
};

/** Judges patterns, a few at a time, each once. */
export async function judge(
  patterns: readonly Pattern[],
  parameters: Parameters,
): Promise<readonly Judgement[]> {
  // Without Java; the part in pure JavaScript where there is no binary for this machine.
  process.env.RECHECK_BACKEND = hasBinary() ? 'native' : 'pure';
  const { check } = await import('recheck');
  const distinct = new Map(patterns.map((one) => [`/${one.source}/${one.flags}`, one]));
  const waiting = [...distinct.values()];
  const judged: Judgement[] = [];
  const work = async (): Promise<void> => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const { source, flags } = one;
      const said = await check(source, flags, parameters);
      judged.push({
        source,
        flags,
        status: said.status,
        why: said.status === 'unknown' ? said.error.kind : said.complexity.summary,
        exponential: said.status === 'vulnerable' && said.complexity.type === 'exponential',
        attack: said.status === 'vulnerable' ? said.attack.pattern : '',
        attackOf: (length) => (said.status === 'vulnerable' ? grown(said.attack, length) : ''),
      });
    }
  };
  await Promise.all([work(), work()]);
  return judged;
}

function grown({ pumps, suffix }: AttackPattern, length: number): string {
  const each = Math.floor((length - suffix.length) / pumps.length);
  const parts = pumps.map(
    ({ prefix, pump }) => prefix + pump.repeat(Math.max(1, Math.floor((each - prefix.length) / pump.length))),
  );
  return (parts.join('') + suffix).slice(-length);
}

function hasBinary(): boolean {
  const platform = ({ darwin: 'macos', linux: 'linux', win32: 'windows' } as Record<string, string>)[
    process.platform
  ];
  try {
    const recheck = createRequire(createRequire(import.meta.url).resolve('recheck'));
    recheck.resolve(`recheck-${platform}-${process.arch}/package.json`);
    return true;
  } catch {
    return false;
  }
}
