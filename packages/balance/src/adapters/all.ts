import type { Adapter } from '../adapter.ts';
import { AIHUBMIX } from './aihubmix.ts';
import { ANTHROPIC } from './anthropic.ts';
import { CHUTES } from './chutes.ts';
import { CLOUDFLARE } from './cloudflare.ts';
import { DEEPGRAM } from './deepgram.ts';
import { DEEPINFRA } from './deepinfra.ts';
import { DEEPSEEK } from './deepseek.ts';
import { ELEVENLABS } from './elevenlabs.ts';
import { FAL } from './fal.ts';
import { FEATHERLESS } from './featherless.ts';
import { HTTP } from './http.ts';
import { HYPERBOLIC } from './hyperbolic.ts';
import { KILO } from './kilo.ts';
import { LITELLM } from './litellm.ts';
import { MINIMAX } from './minimax.ts';
import { MOONSHOT } from './moonshot.ts';
import { NANOGPT } from './nanogpt.ts';
import { NEW_API } from './new-api.ts';
import { NOVITA } from './novita.ts';
import { OPENAI } from './openai.ts';
import { OPENROUTER } from './openrouter.ts';
import { POE } from './poe.ts';
import { SILICONFLOW } from './siliconflow.ts';
import { STABILITY } from './stability.ts';
import { STEPFUN } from './stepfun.ts';
import { VENICE } from './venice.ts';
import { VERCEL } from './vercel.ts';
import { XAI } from './xai.ts';
import { ZENMUX } from './zenmux.ts';
import { ZHIPU } from './zhipu.ts';

const TABLE: readonly Adapter[] = [
  DEEPSEEK,
  OPENROUTER,
  MOONSHOT,
  SILICONFLOW,
  STEPFUN,
  NOVITA,
  XAI,
  VERCEL,
  DEEPINFRA,
  POE,
  VENICE,
  NANOGPT,
  MINIMAX,
  ZENMUX,
  ELEVENLABS,
  STABILITY,
  FEATHERLESS,
  HYPERBOLIC,
  CHUTES,
  KILO,
  FAL,
  DEEPGRAM,
  AIHUBMIX,
  ZHIPU,
  CLOUDFLARE,
  // At any host.
  NEW_API,
  LITELLM,
  HTTP,
  // Spending alone.
  OPENAI,
  ANTHROPIC,
];

/** With options that the adapter does not know refused: a misspelt one would be ignored in silence. */
const strict = (adapter: Adapter): Adapter => ({
  ...adapter,
  request: (account) => {
    const known = Object.keys(adapter.options ?? {});
    if (Object.keys(account.options ?? {}).some((option) => !known.includes(option))) {
      throw new TypeError(`options: expected ${known.length === 0 ? 'none' : `only ${known.join(', ')}`}`);
    }
    return adapter.request(account);
  },
});

/**
 * Every provider that can be asked, by id.
 *
 * Left out: Alibaba Cloud, Volcengine and Tencent Cloud, whose balances are those of a whole cloud account, behind
 * signed requests with an access-key pair that may do much more than read them. Without an API for a balance, as far
 * as is known: Together, Groq, Cerebras, Cohere, Perplexity, AI21, SambaNova, Replicate, Nebius, Google Gemini.
 */
export const ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  TABLE.map((adapter) => [adapter.provider, strict(adapter)]),
);

/** The ids that an account's `provider` can have; other spellings of them (`xAI`) are understood too. */
export const PROVIDERS: readonly string[] = [...ADAPTERS.keys()];

const BY_NAME: ReadonlyMap<string, Adapter> = new Map(
  [...ADAPTERS.values()].flatMap((adapter) =>
    [adapter.provider, ...(adapter.aliases ?? [])].map((name): [string, Adapter] => [name, adapter]),
  ),
);

/** The adapter of a provider, by its id or another name that people use (`xAI`, `moonshot`, `new-api`). */
export const adapterOf = (provider: string): Adapter | undefined =>
  BY_NAME.get(
    provider
      .trim()
      .toLowerCase()
      .replaceAll(/[\s.-]/g, '_'),
  );
