import type { VersionRange } from '../version-range.ts';

/** Versions of `openai` that the tests run. Others are patched too, with a warning. */
export const TESTED: Required<VersionRange> = { from: '4.19', below: '8' };
