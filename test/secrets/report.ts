/** What the service tells its test, on a channel of its own. */
export interface CaseReport {
  readonly id: string;
  readonly traceId: string;
  /** The class of the error that the application got, or `an answer`. */
  readonly settled: string;
}

export interface Report {
  readonly cases: readonly CaseReport[];
  /** What Node shows of objects when they are logged, by the object. */
  readonly inspected: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** Of the process. */
  readonly title: string;
}
