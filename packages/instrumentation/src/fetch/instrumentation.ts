import { RecordingInstrumentation } from '../recording-instrumentation.ts';
import type { FetchInstrumentationConfig } from '../types.ts';
import { wrapFetch } from './wrap.ts';

/**
 * Records LLM calls made through global `fetch`, in the APIs of OpenAI, Anthropic, Gemini and Cohere, and of all
 * who copy them. What captured `fetch` before this was enabled is not seen; wrap it by hand with
 * `instrumentFetch`.
 *
 * @throws {TypeError} from the constructor and from `setConfig`, naming the field that is malformed.
 */
export class FetchInstrumentation extends RecordingInstrumentation<FetchInstrumentationConfig> {
  // Declared, not initialised: the base class enables this before fields of a subclass exist.
  declare private _original: typeof globalThis.fetch | undefined;
  declare private _wrapped: typeof globalThis.fetch | undefined;

  constructor(config: FetchInstrumentationConfig = {}) {
    super(config);
  }

  protected override init(): undefined {
    this._startRecorder();
    return undefined;
  }

  override enable(): void {
    super.enable();
    if (this._wrapped !== undefined || typeof globalThis.fetch !== 'function') return;
    const original = globalThis.fetch;
    const wrapped = this.wrap(original);
    try {
      globalThis.fetch = wrapped;
    } catch {
      this._diag.warn('fuelgauge: global fetch is read-only, and its calls are not recorded');
      return;
    }
    this._original = original;
    this._wrapped = wrapped;
  }

  override disable(): void {
    super.disable();
    // Somebody may have wrapped ours since; then it stays, and passes everything on.
    if (this._original !== undefined && globalThis.fetch === this._wrapped) globalThis.fetch = this._original;
    this._original = undefined;
    this._wrapped = undefined;
  }

  /** The same fetch, recorded by this instrumentation. */
  wrap(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
    return wrapFetch(fetch, () => this._recorderOfNow());
  }
}
