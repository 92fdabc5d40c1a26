/**
 * Counts spans as they start and end, inside a test worker. Written to a file as one JSON line per test
 * file, because the workers and the runner are different processes.
 */
import { appendFileSync } from 'node:fs';

export interface LedgerLine {
  readonly started: number;
  readonly open: readonly OpenSpan[];
}

export interface OpenSpan {
  readonly name: string;
  /** The test that was running when the span started. */
  readonly test: string;
}

interface SpanLike {
  readonly name: string;
}

/** How long a span may still end after the last test: streams are being cancelled, objects collected. */
const graceMilliseconds = 1500;
const stepMilliseconds = 50;

// Taken now: tests replace timers and clock.
const { setTimeout: setRealTimeout } = globalThis;
const now: () => number = performance.now.bind(performance);

/** A span processor that exports nothing. */
export class SpanLedger {
  #started = 0;
  readonly #open = new Map<unknown, OpenSpan>();
  readonly #currentTest: () => string;

  constructor(currentTest: () => string) {
    this.#currentTest = currentTest;
  }

  onStart(span: SpanLike): void {
    this.#started++;
    this.#open.set(span, { name: span.name, test: this.#currentTest() });
  }

  onEnd(span: SpanLike): void {
    this.#open.delete(span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  /** Waits a short while, collecting garbage (with `--expose-gc`), until no span is open. */
  async settle(): Promise<void> {
    const deadline = now() + graceMilliseconds;
    while (this.#open.size > 0 && now() < deadline) {
      (globalThis as { gc?: () => void }).gc?.();
      await new Promise<void>((resolve) => {
        setRealTimeout(resolve, stepMilliseconds);
      });
    }
  }

  /** Appends a {@link LedgerLine} to a file. */
  write(path: string): void {
    const line: LedgerLine = { started: this.#started, open: [...this.#open.values()] };
    appendFileSync(path, `${JSON.stringify(line)}\n`);
  }
}
