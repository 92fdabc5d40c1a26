import { CLOUDS } from './clouds.ts';
import { CODE_CONCEPTS } from './code-concepts.ts';
import { CONCEPTS } from './concepts.ts';
import { GATEWAYS } from './gateways.ts';
import { GENERIC } from './generic.ts';
import { LABS } from './labs.ts';
import { NUMBERS } from './numbers.ts';
import { OPENROUTER } from './openrouter.ts';
import { RELAYS } from './relays.ts';
import type { Rule } from './rule.ts';
import { STATUS } from './status.ts';
import { TRANSPORT } from './transport.ts';

/**
 * The table, in the order in which it is tried: what an endpoint documents about itself, then codes that speak
 * for themselves, then sentences, then loose codes, then the bare status.
 */
export const RULES: readonly Rule[] = [
  ...TRANSPORT,
  ...OPENROUTER,
  ...GATEWAYS,
  ...RELAYS,
  ...LABS,
  ...CLOUDS,
  ...NUMBERS,
  ...CODE_CONCEPTS,
  ...CONCEPTS,
  ...GENERIC,
  ...STATUS,
];
