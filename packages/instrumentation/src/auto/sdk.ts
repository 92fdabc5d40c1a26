import { createRequire } from 'node:module';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { endOpenCalls } from '../call/call.ts';
import { kindOf } from '../fault-kind.ts';
import { debug, warn } from '../log.ts';

/** How long an exiting process is held up for its last export. */
const FLUSH_MS = 5000;

interface Sdk {
  start(): void;
  shutdown(): Promise<void>;
}

/**
 * Starts an OpenTelemetry SDK from the standard `OTEL_*` variables, for an application that has none of its
 * own. Loaded only here, from the application's own `@opentelemetry/sdk-node`.
 */
export function startSdk(): void {
  if (process.env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') {
    debug(
      'no OpenTelemetry SDK was registered at the first call, and OTEL_SDK_DISABLED is true: nothing is recorded',
    );
    return;
  }
  const create = load();
  if (create === undefined) {
    warn(
      'FUELGAUGE_NO_SDK',
      'no OpenTelemetry SDK is registered and @opentelemetry/sdk-node is not installed, so nothing is recorded. ' +
        'Install it (npm install @opentelemetry/sdk-node), or register an SDK before the first LLM call.',
    );
    return;
  }
  let sdk: Sdk;
  try {
    sdk = create();
    sdk.start();
  } catch (fault) {
    diag.error('fuelgauge: the OpenTelemetry SDK could not be started', fault);
    // Its message may quote a variable, which may hold a key.
    warn(
      'FUELGAUGE_SDK_START',
      `@opentelemetry/sdk-node could not be started (${kindOf(fault)}), so nothing is recorded. ` +
        'OTEL_LOG_LEVEL=debug says more.',
    );
    return;
  }
  isOurs = true;
  flushOnExit(sdk);
}

/** Whether the SDK that records is the one that was started here. */
let isOurs = false;

/** False while the application's own SDK records, or none. */
export function isOwnSdk(): boolean {
  return isOurs;
}

/** Undefined where the package cannot be found, neither beside us nor from the application. */
function load(): (() => Sdk) | undefined {
  for (const from of [import.meta.url, process.argv[1], join(process.cwd(), 'package.json')]) {
    if (from === undefined) continue;
    try {
      const require = createRequire(from);
      const { NodeSDK } = require('@opentelemetry/sdk-node') as { NodeSDK: new () => Sdk };
      debug(() => {
        const path = require.resolve('@opentelemetry/sdk-node');
        return `no OpenTelemetry SDK was registered at the first call: starting @opentelemetry/sdk-node from ${path}`;
      });
      return () => new NodeSDK();
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'MODULE_NOT_FOUND') {
        diag.error('fuelgauge: @opentelemetry/sdk-node could not be loaded', error);
      }
    }
  }
  return undefined;
}

function flushOnExit(sdk: Sdk): void {
  let flushed: Promise<void> | undefined;
  const flush = (): Promise<void> => {
    endOpenCalls();
    flushed ??= Promise.race([
      sdk.shutdown(),
      new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref()),
    ]).catch((fault: unknown) => diag.error('fuelgauge: the last export failed', fault));
    return flushed;
  };
  process.once('beforeExit', () => void flush());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const onSignal = (): void => {
      const alone = process.listenerCount(signal) === 1;
      const done = flush();
      // With no listener of the application's own, the process must die of the signal as it would without us.
      if (alone) {
        void done.then(() => {
          process.removeListener(signal, onSignal);
          process.kill(process.pid, signal);
        });
      }
    };
    // First, so that listeners of the application's that run only once are still there to be counted.
    process.prependListener(signal, onSignal);
  }
}
