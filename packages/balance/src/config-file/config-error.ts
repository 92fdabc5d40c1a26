/** One thing that is wrong in a configuration file. */
export interface Problem {
  /** Line in the file, from 1; undefined when the file as a whole is meant. */
  readonly line: number | undefined;
  /** `accounts[0].key`; empty for the whole file. */
  readonly path: string;
  /** What is wrong, and what is accepted. Holds no value of the file. */
  readonly message: string;
}

/** A configuration that cannot be used: every problem, a line for each, as `file:line: path: what is accepted`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super([...new Set(problems.map((problem) => lineOf(file, problem)))].join('\n'));
    this.problems = problems;
  }
}

export function lineOf(file: string, { line, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}
