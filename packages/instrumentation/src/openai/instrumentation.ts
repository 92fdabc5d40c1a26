import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  isWrapped,
} from '@opentelemetry/instrumentation';
import { Recorder } from '../call/recorder.ts';
import { validateConfig } from '../config.ts';
import type { OpenAIInstrumentationConfig } from '../types.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version.ts';
import { type ClientPrototype, requestPathOf } from './client.ts';
import { seamsOf } from './seams.ts';

/** Versions of `openai` that the tests run. Others are patched too, with a warning. */
const TESTED: { readonly from: readonly [number, number]; readonly below: number } = {
  from: [4, 19],
  below: 8,
};

type Wrappable = Record<string, (...args: unknown[]) => unknown>;

/**
 * Records every call through the `openai` package (4.19 to 7) as one span: provider, model, account, tokens,
 * cost, and on failure a verdict.
 *
 * @throws {TypeError} from the constructor and from `setConfig`, naming the field that is malformed.
 */
export class OpenAIInstrumentation extends InstrumentationBase<OpenAIInstrumentationConfig> {
  // Declared, not initialised: the base class calls init() before fields of a subclass exist.
  declare private _recorder: Recorder;
  declare private _patched: Set<ClientPrototype>;

  constructor(config: OpenAIInstrumentationConfig = {}) {
    validateConfig(config);
    super(PACKAGE_NAME, PACKAGE_VERSION, config);
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    this._recorder = new Recorder(this.getConfig(), this.tracer, this._diag);
    this._patched = new Set();
    return [
      new InstrumentationNodeModuleDefinition(
        'openai',
        ['*'],
        (moduleExports: unknown, version?: string) => {
          this._patchModule(moduleExports, version);
          return moduleExports;
        },
        () => this._unpatch(),
      ),
    ];
  }

  override setConfig(config: OpenAIInstrumentationConfig): void {
    validateConfig(config);
    super.setConfig(config);
    this._recorder?.configure(this.getConfig());
  }

  override setTracerProvider(tracerProvider: TracerProvider): void {
    super.setTracerProvider(tracerProvider);
    this._recorder.setTracer(this.tracer);
  }

  override setMeterProvider(meterProvider: MeterProvider): void {
    super.setMeterProvider(meterProvider);
    this._recorder.setMeter(this.meter);
  }

  /**
   * Patches a module's exports, an `OpenAI` class, or the class of a client: for bundles and for modules that
   * were loaded before. Patching twice does nothing more.
   *
   * @returns whether there was a client to patch.
   */
  manuallyInstrument(target: unknown): boolean {
    return this._patchModule(target, undefined);
  }

  override disable(): void {
    super.disable();
    this._unpatch();
  }

  private _patchModule(target: unknown, version: string | undefined): boolean {
    const owner = this._ownerIn(target);
    if (owner === undefined) {
      this._diag.warn(
        `no client to instrument in openai ${version ?? '(version unknown)'}: calls are not recorded`,
      );
      return false;
    }
    if (version !== undefined && !isTested(version)) {
      this._diag.warn(
        `openai ${version} is outside the tested range (>=${TESTED.from.join('.')} <${TESTED.below}): instrumented all the same`,
      );
    }
    if (this._patched.has(owner) && isWrapped(owner.makeRequest)) return true;
    this._patched.add(owner);
    const recorder = (): Recorder | undefined =>
      this.isEnabled() && this._recorder.isHeard() ? this._recorder : undefined;
    for (const [name, wrap] of seamsOf(owner, recorder)) this._wrap(owner as Wrappable, name, wrap as never);
    return true;
  }

  private _ownerIn(target: unknown): ClientPrototype | undefined {
    const exported = target as { OpenAI?: unknown; default?: { OpenAI?: unknown } } | undefined | null;
    for (const candidate of [exported?.OpenAI, exported?.default, exported?.default?.OpenAI, exported]) {
      const owner =
        typeof candidate === 'function'
          ? requestPathOf((candidate as { prototype: unknown }).prototype)
          : requestPathOf(candidate);
      if (owner !== undefined) return owner;
    }
    return undefined;
  }

  private _unpatch(): void {
    for (const owner of this._patched) {
      for (const [name] of seamsOf(owner, () => undefined)) {
        if (isWrapped(owner[name])) this._unwrap(owner as Wrappable, name);
      }
    }
    this._patched.clear();
  }
}

function isTested(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [fromMajor, fromMinor] = TESTED.from;
  return major < TESTED.below && (major > fromMajor || (major === fromMajor && minor >= fromMinor));
}
