import { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { debug, warn } from '../log.ts';
import { RecordingInstrumentation } from '../recording-instrumentation.ts';
import type { OpenAIInstrumentationConfig } from '../types.ts';
import { isInRange, rangeText } from '../version-range.ts';
import { type ClientPrototype, requestPathOf } from './client.ts';
import { patchOnce, type RecorderSource } from './patch.ts';
import { TESTED } from './tested-versions.ts';

/** What is known of a copy of the package. */
export interface OpenAICopy {
  readonly version?: string | undefined;
  /** Its folder, absolute. */
  readonly folder?: string | undefined;
  /** How it was found, in words. */
  readonly how: string;
}

/**
 * Records every call through the `openai` package (4.19 to 7) as one span: provider, model, account, tokens,
 * cost, and on failure a verdict.
 *
 * @throws {TypeError} from the constructor and from `setConfig`, naming the field that is malformed.
 */
export class OpenAIInstrumentation extends RecordingInstrumentation<OpenAIInstrumentationConfig> {
  // Declared, not initialised: the base class calls init() before fields of a subclass exist.
  declare private _source: RecorderSource;

  constructor(config: OpenAIInstrumentationConfig = {}) {
    super(config);
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    this._startRecorder();
    this._source = () => this._recorderOfNow();
    return [
      new InstrumentationNodeModuleDefinition(
        'openai',
        ['*'],
        (moduleExports: unknown, version?: string) => {
          this._patch(moduleExports, { version, how: 'by the hooks of OpenTelemetry' });
          return moduleExports;
        },
        () => {},
      ),
    ];
  }

  /**
   * Patches a module's exports, an `OpenAI` class, or the class of a client: for bundles and for modules that
   * were loaded before. Patching twice does nothing more.
   *
   * @returns whether there was a client to patch.
   */
  manuallyInstrument(target: unknown): boolean {
    return this._patch(target, { how: 'by hand' });
  }

  /**
   * The same for a copy of the package of which more is known, for the log and the warning about its version.
   *
   * @returns whether there was a client to patch.
   */
  patchCopy(target: unknown, copy: OpenAICopy): boolean {
    return this._patch(target, copy);
  }

  private _patch(target: unknown, copy: OpenAICopy): boolean {
    const { version } = copy;
    const owner = this._ownerIn(target);
    if (owner === undefined) {
      debug(`${nameOf(copy)}: not patched, it has no client with the seams that fuelgauge knows`);
      this._warn(
        `no client to instrument in openai ${version ?? '(version unknown)'}: calls are not recorded`,
      );
      return false;
    }
    if (version !== undefined && !isInRange(version, TESTED)) {
      this._warn(
        `openai ${version} is outside the tested range (${rangeText(TESTED)}): instrumented all the same`,
      );
    }
    if (patchOnce(owner, this._source)) debug(`${nameOf(copy)}: patched`);
    return true;
  }

  /** To the process too: an application that never set a diagnostics logger must not find out by missing spans. */
  private _warn(message: string): void {
    this._diag.warn(message);
    warn('FUELGAUGE_OPENAI_VERSION', message);
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
}

function nameOf({ version, folder, how }: OpenAICopy): string {
  const name = version === undefined ? 'openai' : `openai ${version}`;
  return `${folder === undefined ? name : `${name} at ${folder}`} (${how})`;
}
