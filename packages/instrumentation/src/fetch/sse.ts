import { EventFilter, type EventObserver, type Tells } from './event-filter.ts';

/** An event larger than this is skipped, not kept: the application holds it already. */
const MAX_EVENT = 4 * 1024 * 1024;
const BARE_ERROR = /^\{\s*"error"\s*:/;

/**
 * Reads server-sent events as they pass (WHATWG HTML, "Parsing an event stream"): lines end in CR, LF or CRLF,
 * wherever the chunks are cut; an event's `data` lines are joined; comments are skipped.
 */
export class SseReader {
  readonly #filter: EventFilter;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #endedInCr = false;
  #data: string | undefined;
  #event = '';
  #skipping = false;
  /** Google writes an error into a stream of events as bare JSON, which is no event. */
  #bare = '';

  constructor(observer: EventObserver, tells?: Tells) {
    this.#filter = new EventFilter(observer, tells);
  }

  push(chunk: Uint8Array): true {
    return this.pushText(this.#decoder.decode(chunk, { stream: true }));
  }

  pushText(text: string): true {
    let from = 0;
    // A CR ended the last chunk: an LF at the head of this one belongs to it.
    if (this.#endedInCr && text.length > 0) {
      this.#endedInCr = false;
      if (text.charCodeAt(0) === 10) from = 1;
    }
    // Each is looked for again only once it has been passed, or a long text would be searched for every line.
    let lf = text.indexOf('\n', from);
    let cr = text.indexOf('\r', from);
    for (;;) {
      if (lf >= 0 && lf < from) lf = text.indexOf('\n', from);
      if (cr >= 0 && cr < from) cr = text.indexOf('\r', from);
      const end = cr >= 0 && (lf < 0 || cr < lf) ? cr : lf;
      if (end < 0) break;
      const line = text.slice(from, end);
      this.#line(this.#rest === '' ? line : this.#rest + line);
      this.#rest = '';
      from = end + 1;
      if (end === cr) {
        if (from === text.length) this.#endedInCr = true;
        else if (text.charCodeAt(from) === 10) from++;
      }
    }
    const rest = from === 0 ? text : text.slice(from);
    if (this.#rest.length + rest.length > MAX_EVENT) {
      this.#rest = '';
      this.#skipping = true;
    } else if (!this.#skipping || this.#rest !== '') this.#rest += rest;
    return true;
  }

  /** The stream has ended: a last event without its blank line is given too, as clients do. */
  flush(): void {
    const tail = this.#rest + this.#decoder.decode();
    this.#rest = '';
    if (tail !== '') this.#line(tail);
    this.#dispatch();
    this.#filter.end();
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
    } else if (line.startsWith('data:')) {
      if (this.#skipping) return;
      const value = line.charCodeAt(5) === 32 ? line.slice(6) : line.slice(5);
      if ((this.#data?.length ?? 0) + value.length > MAX_EVENT) this.#skipping = true;
      else if (this.#data === undefined) this.#data = value;
      else this.#data += `\n${value}`;
    } else if (line.startsWith('event:')) {
      this.#event = line.slice(6).trim();
    } else if (this.#bare !== '' || line.startsWith('{')) {
      if (this.#bare.length + line.length <= MAX_EVENT) this.#bare += line;
    }
  }

  #dispatch(): void {
    const data = this.#data;
    const name = this.#event;
    const skip = this.#skipping;
    this.#data = undefined;
    this.#event = '';
    this.#skipping = false;
    const bare = this.#bare;
    this.#bare = '';
    if (BARE_ERROR.test(bare)) this.#filter.take(bare, true);
    if (data === undefined || skip) return;
    // Clients stop here, without reading on to the end.
    if (data === '[DONE]') this.#filter.end();
    else this.#filter.take(data, name === 'error');
  }
}
