import { type MeterProvider, metrics } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Follower, followMeterProvider } from '../src/meter-provider.ts';
import { Telemetry } from './telemetry.ts';

let telemetry: Telemetry;
let follower: Follower | undefined;
let restoreName = (): void => {};
let used: MeterProvider[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  telemetry = new Telemetry();
  used = [];
});
afterEach(async () => {
  follower?.stop();
  restoreName();
  vi.restoreAllMocks();
  vi.useRealTimers();
  metrics.disable();
  await telemetry.provider.shutdown();
});

const follow = (): void => {
  follower = followMeterProvider((provider) => used.push(provider));
};

describe('the global meter provider', () => {
  it('is used within a second of being registered', () => {
    follow();
    metrics.setGlobalMeterProvider(telemetry.provider);
    vi.advanceTimersByTime(1_000);
    expect(used).toEqual([telemetry.provider]);
  });

  it('is not what the API gives while there is none, also in a minified bundle', () => {
    const none = metrics.getMeterProvider();
    const noop = none.constructor;
    const name = Object.getOwnPropertyDescriptor(noop, 'name')!;
    Object.defineProperty(noop, 'name', { ...name, value: 'a' });
    restoreName = () => void Object.defineProperty(noop, 'name', name);
    follow();
    vi.advanceTimersByTime(5_000);
    expect(used).toEqual([]);
  });

  it('is another one after the first', async () => {
    metrics.setGlobalMeterProvider(telemetry.provider);
    follow();
    const second = new Telemetry();
    metrics.disable();
    metrics.setGlobalMeterProvider(second.provider);
    follower?.check();
    expect(used).toEqual([telemetry.provider, second.provider]);
    await second.provider.shutdown();
  });

  it('is not asked again and again where it is shut down', async () => {
    await telemetry.provider.shutdown();
    const getMeter = vi.spyOn(telemetry.provider, 'getMeter');
    metrics.setGlobalMeterProvider(telemetry.provider);
    follow();
    vi.advanceTimersByTime(60_000);
    expect(used).toEqual([]);
    expect(getMeter).toHaveBeenCalledTimes(1);
  });

  it('can throw without an end of the process', () => {
    follower = followMeterProvider((provider) => provider.getMeter('mine'));
    metrics.setGlobalMeterProvider({
      getMeter: () => {
        throw new Error('of the user');
      },
    });
    expect(() => vi.advanceTimersByTime(5_000)).not.toThrow();
  });
});
