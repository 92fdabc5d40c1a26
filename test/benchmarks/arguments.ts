/** What can be measured apart from the rest, in the order in which it is. */
export const PARTS = ['calls', 'failures', 'loopback', 'fetch', 'verdicts', 'startup'] as const;

export type Part = (typeof PARTS)[number];

export interface Arguments {
  /** Whether to print JSON instead of tables. */
  readonly isJson: boolean;
  /** Whether to profile instead of measuring. */
  readonly isProfiling: boolean;
  /** Whether to put what is printed into the document too. */
  readonly isWriting: boolean;
  /** Turns that each variant takes. */
  readonly rounds: number;
  readonly parts: readonly Part[];
}

export const DEFAULT_ROUNDS = 300;

export const USAGE: string = `pnpm bench [--json] [--rounds N] [--only ${PARTS.join(',')}] [--profile] [--write]`;

/** @throws {TypeError} naming the argument and what it accepts. */
export function parseArguments(args: readonly string[]): Arguments {
  let isJson = false;
  let isProfiling = false;
  let isWriting = false;
  let rounds = DEFAULT_ROUNDS;
  let parts: readonly Part[] = PARTS;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const equals = arg.indexOf('=');
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string | undefined => (equals < 0 ? args[++at] : arg.slice(equals + 1));
    if (arg === '--json') isJson = true;
    else if (arg === '--profile') isProfiling = true;
    else if (arg === '--write') isWriting = true;
    else if (name === '--rounds') rounds = roundsFrom(value());
    else if (name === '--only') parts = partsFrom(value());
    // A package manager's.
    else if (arg !== '--') throw new TypeError(`unknown argument ${arg}; usage: ${USAGE}`);
  }
  if (isWriting && isJson) throw new TypeError('--write writes tables: leave --json out');
  return { isJson, isProfiling, isWriting, rounds, parts };
}

function roundsFrom(value: string | undefined): number {
  const rounds = Number(value);
  if (value === undefined || !Number.isInteger(rounds) || rounds < 3)
    throw new TypeError(`--rounds must be a whole number, 3 or more, got ${value ?? 'nothing'}`);
  return rounds;
}

function partsFrom(value: string | undefined): Part[] {
  const names = (value ?? '').split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !PARTS.includes(name as Part));
  if (names.length === 0 || unknown !== undefined)
    throw new TypeError(`--only must name some of ${PARTS.join(', ')}, got ${unknown ?? 'nothing'}`);
  return PARTS.filter((part) => names.includes(part));
}
