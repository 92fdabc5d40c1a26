/**
 * `ok`: as it should be; `note`: worth knowing; `warning`: may cost spans or data; `problem`: calls will not be
 * recorded. Only problems make the command fail.
 */
export type Mark = 'ok' | 'note' | 'warning' | 'problem';

/** One line of the report. */
export interface Finding {
  /** What kind of finding this is, for programs: short, stable, the same in every project. */
  readonly id: string;
  readonly mark: Mark;
  readonly text: string;
  /** Why, and what to do about it. */
  readonly detail?: string;
  /** The package that it is about. */
  readonly package?: string;
  readonly version?: string;
  /** Where its copy lies, from the project's folder. */
  readonly path?: string;
  /** The package that asks for it; absent when the project itself does. */
  readonly via?: string | undefined;
}

export interface Group {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export interface Report {
  /** The project's folder. */
  readonly folder: string;
  readonly groups: readonly Group[];
  /** The one thing to do now; undefined when there is nothing to do. */
  readonly next: string | undefined;
}

/** All findings that mean: calls will not be recorded. */
export function problemsOf(report: Report): Finding[] {
  return report.groups.flatMap(({ findings }) => findings.filter(({ mark }) => mark === 'problem'));
}
