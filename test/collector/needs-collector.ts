import { describe, inject } from 'vitest';
// Declares what is injected.
import type {} from './builder/setup.ts';

const { missing, withoutNormalizer } = inject('collectors');

/** `describe` where a Collector is there; elsewhere each test in it is reported as skipped, by name. */
export const describeCollector: ReturnType<typeof describe.skipIf> = describe.skipIf(missing !== undefined);

/** The same for a Collector that has `genainormalizer`. */
export const describeNormalizer: ReturnType<typeof describe.skipIf> = describe.skipIf(
  missing !== undefined || withoutNormalizer !== undefined,
);
