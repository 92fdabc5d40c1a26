import type { UseName } from './application/uses.ts';
import type { Reply } from './server/server.ts';

/** What the span tells of how a call ended, in one line; see `toldBy` in telemetry/told.ts. */
export type Told = string;

/** Something that goes wrong between the application and the provider. */
export interface Fault {
  /** Reads on from "when". */
  readonly name: string;
  readonly reply?: Reply;
  /** Where the application calls, if not the server. */
  readonly origin?: 'closed port' | 'unknown host';
  /** Milliseconds after which the application has had enough, as a client's `timeout` or as a signal. */
  readonly timeout?: number;
  /** Of the openai clients; default 0. */
  readonly maxRetries?: number;
  /** Uses whose promise the bare client never settles either. */
  readonly hangs?: (use: UseName) => boolean;
  /** Which uses see it; default all. */
  readonly uses?: (use: UseName) => boolean;
  /**
   * What the span tells: of every use, or by name of the use, or by words of names (`whole` is a word of all that are
   * no stream, `node22` of all under Node.js 22), `rest` for those that fit none. Several spans are joined by `, then`.
   */
  readonly told: Told | Readonly<Record<string, Told>>;
}
