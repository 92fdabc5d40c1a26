import type { Socket } from 'node:net';

/** How long a reply is held back at most, for a client that never leaves. */
const HOLD_MS = 700;

/** One reply on a raw connection: bytes, pauses, and every way of ending badly. */
export class Wire {
  /** The client left before the reply had been sent to its end. */
  left = false;
  /** The reply has come to a point where it waits for the client to leave. */
  holding = false;
  /** Everything has been sent that will be. */
  over = false;
  #done = false;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.once('close', () => {
      this.left = !this.#done;
    });
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Resolves when the kernel has taken it, or when nobody listens any more. */
  write(data: string | Uint8Array): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', resolve);
      this.#socket.write(data, () => {
        this.#socket.off('close', resolve);
        resolve();
      });
    });
  }

  /** @param ms cut short when the client leaves. */
  pause(ms: number): Promise<void> {
    if (this.isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.#socket.off('close', over);
        resolve();
      };
      const timer = setTimeout(over, ms);
      this.#socket.once('close', over);
    });
  }

  /** Says nothing more until the client leaves. */
  hold(): Promise<void> {
    this.holding = true;
    return this.pause(HOLD_MS);
  }

  /** The reply is complete, the connection is good for another one. */
  done(): void {
    // Closed by now it was the client that closed it, and its event is still to come.
    if (!this.isClosed) this.#done = true;
  }

  /** Closes as a server does that has said all. */
  close(): void {
    this.done();
    this.#socket.end();
  }

  /** Closes as a server does that has crashed. */
  reset(): void {
    this.done();
    this.#socket.resetAndDestroy();
  }
}
