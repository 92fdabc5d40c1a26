import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { InstrumentationBase } from '@opentelemetry/instrumentation';
import { Recorder } from './call/recorder.ts';
import { validateConfig } from './config.ts';
import { withHiddenKeys } from './hidden-keys.ts';
import type { FuelgaugeConfig } from './types.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

/**
 * What both instrumentations are: one recorder that follows their configuration and their providers.
 *
 * @throws {TypeError} from the constructor and from `setConfig`, naming the field that is malformed.
 */
export abstract class RecordingInstrumentation<
  Config extends FuelgaugeConfig,
> extends InstrumentationBase<Config> {
  // Declared, not initialised: the base class calls init() before fields of a subclass exist.
  declare private _recorder: Recorder;

  constructor(config: Config) {
    validateConfig(config);
    super(PACKAGE_NAME, PACKAGE_VERSION, config);
  }

  /** For `init()`, which runs before anything else here. */
  protected _startRecorder(): void {
    this._recorder = new Recorder(this.getConfig(), this.tracer, this._diag);
  }

  /** The recorder, while this is on and somebody listens. */
  protected _recorderOfNow(): Recorder | undefined {
    return this.isEnabled() && this._recorder.isHeard() ? this._recorder : undefined;
  }

  override setConfig(given: Config): void {
    validateConfig(given);
    const config = withHiddenKeys(given);
    // First what can refuse; the base class calls this before there is a recorder.
    this._recorder?.configure(config);
    super.setConfig(config);
  }

  override setTracerProvider(tracerProvider: TracerProvider): void {
    super.setTracerProvider(tracerProvider);
    this._recorder.setTracer(this.tracer);
  }

  override setMeterProvider(meterProvider: MeterProvider): void {
    super.setMeterProvider(meterProvider);
    this._recorder.setMeter(this.meter);
  }
}
