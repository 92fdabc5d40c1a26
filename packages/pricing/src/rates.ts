/** Prices for each kind of token, and the arithmetic of one call. */
import type { Usage } from './usage.ts';

/** A price per million tokens, or one that depends on the size of the whole input. */
export type Rate = number | TieredRate;

export interface TieredRate {
  readonly base: number;
  /** Ascending. Above `start` input tokens the whole call is billed at `price`. */
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/**
 * Prices per million tokens. A kind without its own price is billed as what it is part of: cached, audio and
 * image tokens as input or output, one-hour cache writes as cache writes, reasoning as output.
 */
export interface Rates {
  readonly input?: Rate | undefined;
  readonly output?: Rate | undefined;
  readonly cacheRead?: Rate | undefined;
  readonly cacheWrite?: Rate | undefined;
  readonly cacheWrite1h?: Rate | undefined;
  readonly reasoning?: Rate | undefined;
  readonly inputAudio?: Rate | undefined;
  readonly cacheReadAudio?: Rate | undefined;
  readonly outputAudio?: Rate | undefined;
  readonly inputImage?: Rate | undefined;
  readonly outputImage?: Rate | undefined;
  /** Price of one call. */
  readonly perRequest?: number | undefined;
  /** Price of one search that the provider ran. */
  readonly perWebSearch?: number | undefined;
  /** True when audio tokens have a price that is not known. */
  readonly textOnly?: true | undefined;
}

function price(rate: Rate | undefined, totalInput: number): number {
  if (typeof rate === 'number') return rate;
  if (rate === undefined) return 0;
  let found = rate.base;
  for (const tier of rate.tiers) if (totalInput > tier.start) found = tier.price;
  return found;
}

/** Are tokens free, so that their number does not matter? */
function chargesNoTokens(rates: Rates): boolean {
  return rates.perRequest !== undefined && rates.input === 0 && rates.output === 0;
}

/**
 * What a call costs at these prices, or undefined when that cannot be told: tokens were used that have no
 * price, or the counts are missing or all 0, which no answered call has.
 */
export function costAtRates(rates: Rates, usage: Usage | undefined): number | undefined {
  const perRequest = rates.perRequest;
  if (chargesNoTokens(rates))
    return (perRequest ?? 0) + (rates.perWebSearch ?? 0) * (usage?.webSearches ?? 0);
  if (usage === undefined || usage.inputTokens === undefined) return undefined;
  const input = usage.inputTokens;
  const output = usage.outputTokens ?? 0;
  if (input === 0 && output === 0) return undefined;
  // An embedding has no output; another call whose total is larger than its input has one that is missing.
  if (usage.outputTokens === undefined && (usage.totalTokens ?? input) > input) return undefined;
  if ((input > 0 && rates.input === undefined) || (output > 0 && rates.output === undefined))
    return undefined;
  if (rates.textOnly && ((usage.inputAudioTokens ?? 0) > 0 || (usage.outputAudioTokens ?? 0) > 0))
    return undefined;

  let amount = 0;
  if (input > 0) {
    const cacheRead = Math.min(usage.cacheReadTokens ?? 0, input);
    const cacheWrite = Math.min(usage.cacheWriteTokens ?? 0, input - cacheRead);
    const write1h = Math.min(usage.cacheWrite1hTokens ?? 0, cacheWrite);
    const audio = rates.inputAudio === undefined ? 0 : Math.min(usage.inputAudioTokens ?? 0, input);
    // Counts of cached text and of audio that do not fit into the input must overlap.
    const audioCached = Math.max(
      Math.min(usage.cacheReadAudioTokens ?? 0, audio, cacheRead),
      Math.min(audio + cacheRead + cacheWrite - input, audio, cacheRead),
      0,
    );
    const rest = input - cacheRead - cacheWrite - (audio - audioCached);
    const image =
      rates.inputImage === undefined ? 0 : Math.min(usage.inputImageTokens ?? 0, Math.max(rest, 0));
    const perInput = rates.input;
    const perCacheRead = rates.cacheRead ?? perInput;
    const perCacheWrite = rates.cacheWrite ?? perInput;
    amount += Math.max(rest - image, 0) * price(perInput, input);
    if (cacheRead > audioCached) amount += (cacheRead - audioCached) * price(perCacheRead, input);
    if (cacheWrite > write1h) amount += (cacheWrite - write1h) * price(perCacheWrite, input);
    if (write1h > 0) amount += write1h * price(rates.cacheWrite1h ?? perCacheWrite, input);
    if (audio > audioCached) amount += (audio - audioCached) * price(rates.inputAudio, input);
    if (audioCached > 0) amount += audioCached * price(rates.cacheReadAudio ?? perCacheRead, input);
    if (image > 0) amount += image * price(rates.inputImage, input);
  }
  if (output > 0) {
    const audio = rates.outputAudio === undefined ? 0 : Math.min(usage.outputAudioTokens ?? 0, output);
    const image =
      rates.outputImage === undefined ? 0 : Math.min(usage.outputImageTokens ?? 0, output - audio);
    const reasoning =
      rates.reasoning === undefined ? 0 : Math.min(usage.reasoningTokens ?? 0, output - audio - image);
    amount += (output - audio - image - reasoning) * price(rates.output, input);
    if (audio > 0) amount += audio * price(rates.outputAudio, input);
    if (image > 0) amount += image * price(rates.outputImage, input);
    if (reasoning > 0) amount += reasoning * price(rates.reasoning, input);
  }
  amount /= 1e6;
  if (perRequest !== undefined) amount += perRequest;
  if (rates.perWebSearch !== undefined) amount += rates.perWebSearch * (usage.webSearches ?? 0);
  // Sums of decimal rates end in ...9999; what is below a trillionth is no money.
  amount = Math.round(amount * 1e12) / 1e12;
  return amount >= 0 && amount < Infinity ? amount : undefined;
}
