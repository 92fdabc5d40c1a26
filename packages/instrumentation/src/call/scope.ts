import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from './call.ts';

const KEY: symbol = Symbol.for('fuelgauge.call-scope.v1');
const shared = globalThis as { [key: symbol]: AsyncLocalStorage<Call> | undefined };

/**
 * The call that the running code belongs to. It ties an SDK's attempts to their call, and tells an
 * instrumented fetch that its request is already somebody's span. One for the process, so that the ES module
 * and the CommonJS copy of this package see each other's calls. OpenTelemetry's context would not do: it
 * carries nothing where no context manager is registered.
 */
export const callScope: AsyncLocalStorage<Call> = shared[KEY] ?? new AsyncLocalStorage<Call>();
shared[KEY] = callScope;
