/** Runs checks one after the other and prints a line for each. */
export class Checks {
  passed = 0;
  failed = 0;

  /**
   * A check passes when it returns nothing or an empty list, and fails by what it throws or by the problems that it
   * returns.
   */
  async check(
    name: string,
    run: () => readonly string[] | undefined | Promise<readonly string[] | undefined>,
  ): Promise<void> {
    const problems = await Promise.resolve()
      .then(run)
      .then(
        (found) => found ?? [],
        (error: unknown) => [error instanceof Error ? error.message : String(error)],
      );
    if (problems.length === 0) this.passed++;
    else this.failed++;
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    for (const problem of problems) console.log(shown(problem));
  }

  /** Prints the last line, and decides the exit code. */
  end(command: string): void {
    console.log(`${command}: ${this.passed} checks passed, ${this.failed} failed`);
    if (this.failed > 0) process.exitCode = 1;
  }
}

const LONGEST_LINE = 240;
const MOST_LINES = 40;

function shown(problem: string): string {
  const lines = problem.trim().split('\n').slice(0, MOST_LINES);
  return lines.map((line) => `       ${line.slice(0, LONGEST_LINE)}`).join('\n');
}

/** @throws {Error} with the message, where the condition does not hold. */
export function must(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
