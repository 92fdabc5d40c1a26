import type { Adapter } from '../adapter.ts';
import { DEEPSEEK } from './deepseek.ts';
import { OPENROUTER } from './openrouter.ts';

/** Every provider that can be asked, by id. */
export const ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  [DEEPSEEK, OPENROUTER].map((adapter) => [adapter.provider, adapter]),
);

/** The ids that an account's `provider` can have. */
export const PROVIDERS: readonly string[] = [...ADAPTERS.keys()];
