import { createPricer, type Pricer } from '@fuelgauge/pricing';
import {
  createNoopMeter,
  type DiagLogger,
  type Meter,
  type MeterProvider,
  metrics,
  ProxyTracerProvider,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { captureFromEnvironment } from '../content/capture-mode.ts';
import { kindOf } from '../fault-kind.ts';
import { isPromise } from '../is-promise.ts';
import { Limits } from '../limits/limits.ts';
import { warn } from '../log.ts';
import type { FuelgaugeConfig } from '../types.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { Accounts } from './accounts.ts';
import { BoundedLabel } from './bounded-label.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { Targets } from './target.ts';

let startTelemetry: (() => void) | undefined;

/** One for the process: equal series of the same account must have one source, whichever instrumentation saw them. */
const limits = new Limits();

/** What stands behind the API's proxy while nothing is registered; its class has another name in a minified bundle. */
const NO_TRACER_PROVIDER: TracerProvider = new ProxyTracerProvider().getDelegate();

/** What to do when a call is made and nobody listens; done once at the most. */
export function onFirstUnheardCall(start: () => void): void {
  startTelemetry = start;
}

/** What every call of one instrumentation shares: where telemetry goes, and what the user configured. */
export class Recorder {
  targets!: Targets;
  accounts!: Accounts;
  /** What somebody else decides and metrics carry: models, hosts, upstreams, and codes in `error.type`. */
  readonly models: BoundedLabel = new BoundedLabel(300, 'other');
  readonly hosts: BoundedLabel = new BoundedLabel(200, 'other');
  readonly upstreams: BoundedLabel = new BoundedLabel(100, 'other');
  readonly errorTypes: BoundedLabel = new BoundedLabel(100, '_OTHER');
  readonly limits: Limits = limits;
  pricer!: Pricer;
  config!: FuelgaugeConfig;
  /** The user asked for prompts and answers on spans. */
  capturesContent = false;
  instruments: Instruments = createInstruments(createNoopMeter());
  tracer: Tracer;

  readonly #diag: DiagLogger;
  readonly #faults = new Set<string>();
  #ownTracerProvider = false;
  #ownMeterProvider = false;
  #tracerProvider: TracerProvider | undefined;
  #tracerIsNoop = true;
  #meterProvider: MeterProvider | undefined;
  #meterIsNoop = true;

  constructor(config: FuelgaugeConfig, tracer: Tracer, diag: DiagLogger) {
    this.tracer = tracer;
    this.#diag = diag;
    this.configure(config);
    this.#followMeterProvider();
  }

  /** @throws {TypeError} from a price table or an environment variable that is malformed. */
  configure(config: FuelgaugeConfig): void {
    // First what can refuse, so that a refused configuration changes nothing.
    const pricer = createPricer({
      ...(config.prices !== undefined && { table: config.prices }),
      ...(config.priceLibrary !== undefined && { library: config.priceLibrary }),
      warn: (message) => this.#diag.warn(message),
    });
    const capturesContent =
      config.captureMessageContent ?? captureFromEnvironment(process.env, (message) => this.#warn(message));
    this.pricer = pricer;
    this.config = config;
    this.capturesContent = capturesContent;
    this.targets = new Targets(config.providers);
    this.accounts = new Accounts(config, (fault) => this.fault('accountId', fault));
  }

  /** To the process too: an application may have set no diagnostics logger yet, or never. */
  #warn(message: string): void {
    this.#diag.warn(message);
    warn('FUELGAUGE_MESSAGE_CONTENT', message);
  }

  setTracer(tracer: Tracer): void {
    this.tracer = tracer;
    this.#ownTracerProvider = true;
    this.#tracerIsNoop = false;
  }

  setMeter(meter: Meter): void {
    this.#ownMeterProvider = true;
    this.quietly('telemetry', () => this.#recordThrough(meter, meter === createNoopMeter()));
  }

  /** Somebody listens to spans. */
  get traces(): boolean {
    return !this.#tracerIsNoop;
  }

  /** Somebody listens to metrics. */
  get measures(): boolean {
    return !this.#meterIsNoop;
  }

  /** Asked once a call is about to be made. False while nobody listens: then it is passed on untouched. */
  isHeard(): boolean {
    try {
      if (!this.#isIdle()) return true;
      if (startTelemetry === undefined) return false;
      const start = startTelemetry;
      startTelemetry = undefined;
      start();
      return !this.#isIdle();
    } catch (fault) {
      // A provider that throws when it is asked for a tracer.
      this.fault('telemetry', fault);
      return false;
    }
  }

  #isIdle(): boolean {
    if (!this.#ownMeterProvider) this.#followMeterProvider();
    if (!this.#ownTracerProvider) this.#followTracerProvider();
    return this.#meterIsNoop && this.#tracerIsNoop;
  }

  /**
   * Looks for the tracer provider anew: the proxy that the API gives out before one is registered follows only
   * a provider that was registered through the same copy of the API, and an application can hold two (the ES
   * module and the CommonJS one).
   */
  #followTracerProvider(): void {
    const provider = trace.getTracerProvider() as TracerProvider & { getDelegate?: () => TracerProvider };
    const delegate = provider.getDelegate?.() ?? provider;
    if (delegate === this.#tracerProvider) return;
    this.#tracerProvider = delegate;
    this.#tracerIsNoop = delegate === NO_TRACER_PROVIDER;
    this.tracer = trace.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
  }

  /** The metrics API has no proxy at all. One that fails costs the metrics, and no span. */
  #followMeterProvider(): void {
    const provider = metrics.getMeterProvider();
    if (provider === this.#meterProvider) return;
    this.#meterProvider = provider;
    this.quietly('telemetry', () => {
      const meter = provider.getMeter(PACKAGE_NAME, PACKAGE_VERSION);
      this.#recordThrough(meter, meter === createNoopMeter());
    });
  }

  #recordThrough(meter: Meter, isNoop: boolean): void {
    this.instruments = createInstruments(meter);
    this.#meterIsNoop = isNoop;
    if (!isNoop) this.quietly('limits', () => this.limits.bind(meter));
  }

  /** Runs code of ours inside the application's; a fault in it goes no further. */
  quietly(place: string, run: () => void): void {
    try {
      run();
    } catch (fault) {
      this.fault(place, fault);
    }
  }

  /** Runs a user's hook; an async one fails later, and no further either. */
  hooked(place: string, run: () => unknown): void {
    this.quietly(place, () => {
      const result = run();
      if (isPromise(result)) result.then(undefined, (fault: unknown) => this.fault(place, fault));
    });
  }

  /** Logs a fault of ours, or of a user's hook, once for each place; nothing reaches the application. */
  fault(place: string, fault: unknown): void {
    if (this.#faults.has(place)) return;
    this.#faults.add(place);
    try {
      // The kind and the place, not the message: a hook's may hold what a user wrote, or a key.
      const frames = fault instanceof Error ? (fault.stack ?? '').replace(fault.message, '') : '';
      const line = /^\s*at .*$/m.exec(frames)?.[0].trim();
      const text = `${kindOf(fault)} ${line ?? ''}`.trim();
      this.#diag.error(`fuelgauge: fault in ${place} (logged once)`, text);
    } catch {
      // A logger that throws is no reason to fail a request.
    }
  }
}
