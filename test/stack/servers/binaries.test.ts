import { afterEach, expect, it, vi } from 'vitest';
import { binary, overrideOf } from './binaries.ts';

afterEach(() => vi.unstubAllEnvs());

it('takes the program that the environment names', async () => {
  // Node is a program that runs and knows --version.
  vi.stubEnv(overrideOf('prometheus'), process.execPath);
  expect(await binary('prometheus')).toBe(process.execPath);
});

it('says which variable names a program that does not run', async () => {
  vi.stubEnv('FUELGAUGE_AMTOOL', '/nowhere/amtool');
  await expect(binary('amtool')).rejects.toThrow(
    /FUELGAUGE_AMTOOL is "\/nowhere\/amtool", which does not run/,
  );
});
