/**
 * Where the servers come from: Go modules at pinned versions. `modules/<name>/go.sum` holds the checksum of each
 * module that is built in, so that every machine builds the same bytes or none.
 *
 * Prometheus 3.15.0 is the newest that the Go module proxy serves whole: three modules that 3.16.0 needs
 * (client_golang/exp, google/pprof and pb33f/go-yaml at the versions it asks for) are refused there.
 */

export type ServerName = 'prometheus' | 'promtool' | 'alertmanager' | 'amtool';

export interface ServerSource {
  /** Folder below `modules`. */
  readonly folder: 'prometheus' | 'alertmanager';
  readonly module: string;
  readonly version: string;
  /** What the program calls itself; Prometheus 3.x is the Go module v0.3xx. */
  readonly release: string;
  readonly programs: readonly ServerName[];
  /** Build tags. */
  readonly tags: readonly string[];
  /**
   * Files that the program embeds and that its module does not carry, because its release process makes them: path
   * in the module → text. The module is copied before they are added.
   */
  readonly added: Readonly<Record<string, string>>;
}

const PROMETHEUS: ServerSource = {
  folder: 'prometheus',
  module: 'github.com/prometheus/prometheus',
  version: 'v0.315.0',
  release: '3.15.0',
  programs: ['prometheus', 'promtool'],
  // Targets come from files and static lists only: the client libraries of all clouds stay out.
  tags: ['remove_all_sd'],
  added: {},
};

const ALERTMANAGER: ServerSource = {
  folder: 'alertmanager',
  module: 'github.com/prometheus/alertmanager',
  version: 'v0.34.2',
  release: '0.34.2',
  programs: ['alertmanager', 'amtool'],
  tags: [],
  added: {
    'ui/app/dist/index.html': '<!doctype html><title>Alertmanager, built without its pages</title>\n',
  },
};

export const SOURCES: readonly ServerSource[] = [PROMETHEUS, ALERTMANAGER];

export function sourceOf(program: ServerName): ServerSource {
  return SOURCES.find(({ programs }) => programs.includes(program))!;
}
