/** What one run of a test suite gave. */
export interface SuiteRun {
  /** Every test by its key, see {@link testKey}. */
  readonly tests: Readonly<Record<string, TestOutcome>>;
  /** Errors that no test caught: unhandled rejections, uncaught exceptions, files that did not load. */
  readonly strayErrors: readonly string[];
}

export interface TestOutcome {
  readonly state: 'passed' | 'failed' | 'skipped';
  /** First line of the failure. */
  readonly message?: string;
}

export interface NewFailure {
  readonly test: string;
  readonly message: string;
}

export interface Comparison {
  /** Tests that pass in both runs. */
  readonly passed: number;
  /** Tests that pass in the control, i.e. all that could newly fail. */
  readonly controlPassed: number;
  /** Pass in the control and do not pass (or are missing) in the other run. */
  readonly newFailures: readonly NewFailure[];
  /** Fail in the control already: they say nothing about the instrumentation. */
  readonly controlFailures: readonly string[];
  /** Stray errors of the other run that the control does not have. */
  readonly newStrayErrors: readonly string[];
}

/** `file > name`; of tests with the same name in one file the second gets ` (2)`, and so on. */
export function testKey(file: string, name: string, taken: { has(key: string): boolean }): string {
  const first = `${file} > ${name}`;
  let key = first;
  for (let copy = 2; taken.has(key); copy++) key = `${first} (${copy})`;
  return key;
}

export function compare(control: SuiteRun, other: SuiteRun): Comparison {
  const newFailures: NewFailure[] = [];
  const controlFailures: string[] = [];
  let passed = 0;
  let controlPassed = 0;
  for (const [test, { state }] of Object.entries(control.tests)) {
    if (state === 'failed') controlFailures.push(test);
    if (state !== 'passed') continue;
    controlPassed++;
    const outcome = other.tests[test];
    if (outcome?.state === 'passed') passed++;
    else newFailures.push({ test, message: outcome ? (outcome.message ?? outcome.state) : 'did not run' });
  }
  const known = [...control.strayErrors];
  const newStrayErrors = other.strayErrors.filter((error) => {
    const index = known.indexOf(error);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
  return { passed, controlPassed, newFailures, controlFailures, newStrayErrors };
}
