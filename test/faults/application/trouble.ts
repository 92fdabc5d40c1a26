/** Telemetry that makes trouble. In a process without any, nothing happens here. */
export interface Trouble {
  begin(name: string): void;
  /** In the middle of the call. */
  midway(name: string): unknown;
  end(name: string): void;
}

const none: Trouble = { begin: () => {}, midway: () => {}, end: () => {} };

export const telemetry: { trouble: Trouble } = { trouble: none };
