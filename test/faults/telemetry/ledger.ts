/** Every span, from its start on: which cell started it, how often it was ended, and what it told. */
import { type Span as ApiSpan, context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { current } from '../application/current.ts';

export interface LedgerEntry {
  /** The cell that ran when the span started. */
  readonly cell: string;
  readonly name: string;
  /** The cell that ran when it ended; undefined while it is open. */
  endedIn?: string;
  /** Calls of `end()`. */
  ends: number;
  attributes: Readonly<Record<string, unknown>>;
  /** Of the span's status. */
  status: number;
  events: readonly string[];
}

class Ledger implements SpanProcessor {
  readonly entries: LedgerEntry[] = [];
  readonly #open = new Map<unknown, LedgerEntry>();

  onStart(span: ApiSpan & { readonly name?: string }): void {
    const entry: LedgerEntry = {
      cell: current.cell,
      name: span.name ?? '',
      ends: 0,
      attributes: {},
      status: 0,
      events: [],
    };
    this.entries.push(entry);
    this.#open.set(span, entry);
    const { end } = span;
    span.end = (...args) => {
      entry.ends++;
      end.apply(span, args);
    };
  }

  onEnd(span: ReadableSpan): void {
    const entry = this.#open.get(span);
    if (entry === undefined) return;
    this.#open.delete(span);
    entry.endedIn = current.cell;
    entry.attributes = span.attributes;
    entry.status = span.status.code;
    entry.events = span.events.map(({ name }) => name);
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** One for the process, whichever provider it is registered with. */
export const ledger: SpanProcessor & { readonly entries: readonly LedgerEntry[] } = new Ledger();

/** Registers the real SDK, keeping everything in this process. */
export function startTelemetry(): readonly LedgerEntry[] {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [ledger] }));
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return ledger.entries;
}
