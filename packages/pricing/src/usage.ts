/**
 * Token counts in one meaning, whatever the provider calls them.
 */

/**
 * Tokens of one call, in OpenTelemetry's meaning: the totals include their parts. Counts are non-negative
 * integers; a count that the response did not give, or gave in a form that cannot be right, is absent.
 */
export interface Usage {
  /** All input tokens: those read from and written to a cache included. */
  inputTokens?: number;
  /** All output tokens, reasoning included. */
  outputTokens?: number;
  /** Of the input, read from a cache. Never more than `inputTokens`. */
  cacheReadTokens?: number;
  /** Of the input, written to a cache, whatever the lifetime. */
  cacheWriteTokens?: number;
  /** Of `cacheWriteTokens`, with a lifetime of one hour (Anthropic bills these higher). */
  cacheWrite1hTokens?: number;
  /** Of the output, spent on reasoning. */
  reasoningTokens?: number;
  /** Of the input, audio. */
  inputAudioTokens?: number;
  /** Of `inputAudioTokens`, read from a cache. */
  cacheReadAudioTokens?: number;
  /** Of the output, audio. */
  outputAudioTokens?: number;
  /** Of the input, images. */
  inputImageTokens?: number;
  /** Of the output, images. */
  outputImageTokens?: number;
  /** Searches that the provider ran and bills by the piece (Anthropic `server_tool_use`). */
  webSearches?: number;
  /** The provider's own total, as sent. */
  totalTokens?: number;
}

type Bag = Readonly<Record<string, unknown>>;

const EMPTY: Bag = Object.freeze({});

function bag(value: unknown): Bag {
  return typeof value === 'object' && value !== null ? (value as Bag) : EMPTY;
}

/** The value if it can be a count of tokens, else undefined: no negatives, fractions, NaN, strings or null. */
function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** Gemini's `[{ modality: 'AUDIO', tokenCount: 3 }]`. */
function ofModality(list: unknown, modality: string): number | undefined {
  if (!Array.isArray(list)) return undefined;
  for (const item of list) {
    const entry = bag(item);
    if (entry.modality === modality) return count(entry.tokenCount);
  }
  return undefined;
}

/** Parts that were found, before the totals are made to include them. */
function finish(
  usage: Usage,
  input: number | undefined,
  output: number | undefined,
  cacheRead: number | undefined,
  cacheWrite: number | undefined,
  cachedBeside: boolean,
  reasoning: number | undefined,
  total: number | undefined,
): Usage | undefined {
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  let inputTotal = input;
  // Counts that cannot be parts of the input stand beside it, whatever the shape is called; so do counts
  // without which the total does not add up.
  if (
    cached > 0 &&
    (cachedBeside || cached > (input ?? 0) || total === (input ?? 0) + (output ?? 0) + cached)
  )
    inputTotal = (input ?? 0) + cached;
  let outputTotal = output;
  if (reasoning !== undefined && reasoning > 0 && output !== undefined) {
    // xAI's chat API counts reasoning beside completion_tokens; only the total gives it away.
    const beside = total !== undefined && total - (inputTotal ?? 0) - output === reasoning;
    if (beside || reasoning > output) outputTotal = output + reasoning;
  } else if (output === undefined && reasoning !== undefined) outputTotal = reasoning;

  if (inputTotal === undefined && outputTotal === undefined && total === undefined) return undefined;
  // Parts of which each can be a count, and the sum cannot.
  if (!Number.isSafeInteger(inputTotal ?? 0) || !Number.isSafeInteger(outputTotal ?? 0)) return undefined;
  if (inputTotal !== undefined) usage.inputTokens = inputTotal;
  if (outputTotal !== undefined) usage.outputTokens = outputTotal;
  if (cacheRead !== undefined) usage.cacheReadTokens = cacheRead;
  if (cacheWrite !== undefined) usage.cacheWriteTokens = cacheWrite;
  if (reasoning !== undefined) usage.reasoningTokens = reasoning;
  if (total !== undefined) usage.totalTokens = total;
  return usage;
}

/** OpenAI chat, completions and embeddings, and who copies them: DeepSeek, Moonshot, OpenRouter, LiteLLM, … */
function fromChat(raw: Bag): Usage | undefined {
  const usage: Usage = {};
  const inputDetails = bag(raw.prompt_tokens_details);
  const outputDetails = bag(raw.completion_tokens_details);
  const cacheRead =
    count(inputDetails.cached_tokens) ??
    count(raw.prompt_cache_hit_tokens) ??
    count(raw.cached_tokens) ??
    count(raw.cache_read_input_tokens);
  const cacheWrite = count(inputDetails.cache_write_tokens) ?? count(raw.cache_creation_input_tokens);
  const inputAudio = count(inputDetails.audio_tokens);
  if (inputAudio !== undefined) usage.inputAudioTokens = inputAudio;
  const inputImage = count(inputDetails.image_tokens);
  if (inputImage !== undefined) usage.inputImageTokens = inputImage;
  const outputAudio = count(outputDetails.audio_tokens);
  if (outputAudio !== undefined) usage.outputAudioTokens = outputAudio;
  const outputImage = count(outputDetails.image_tokens);
  if (outputImage !== undefined) usage.outputImageTokens = outputImage;
  let input = count(raw.prompt_tokens);
  const hit = count(raw.prompt_cache_hit_tokens);
  const miss = count(raw.prompt_cache_miss_tokens);
  if (input === undefined && hit !== undefined && miss !== undefined) input = hit + miss;
  const found = finish(
    usage,
    input,
    count(raw.completion_tokens),
    cacheRead,
    cacheWrite,
    false,
    count(outputDetails.reasoning_tokens) ?? count(raw.reasoning_tokens),
    count(raw.total_tokens),
  );
  // Gemini behind an OpenAI-compatible endpoint leaves its thoughts out of everything but the total.
  if (found?.inputTokens !== undefined && found.outputTokens !== undefined && found.totalTokens !== undefined)
    found.outputTokens = Math.max(found.outputTokens, found.totalTokens - found.inputTokens);
  return found;
}

/** OpenAI responses, images and audio (totals with details), and Anthropic messages (cached tokens beside). */
function fromInputOutput(raw: Bag): Usage | undefined {
  const usage: Usage = {};
  // The realtime and audio APIs drop the s of "tokens".
  const inputDetails = bag(raw.input_tokens_details ?? raw.input_token_details);
  const outputDetails = bag(raw.output_tokens_details ?? raw.output_token_details);
  const input = count(raw.input_tokens);
  const output = count(raw.output_tokens);
  const total = count(raw.total_tokens);
  const creation = bag(raw.cache_creation);
  const write5m = count(creation.ephemeral_5m_input_tokens);
  const write1h = count(creation.ephemeral_1h_input_tokens);
  const readBeside = count(raw.cache_read_input_tokens);
  const writeBeside =
    count(raw.cache_creation_input_tokens) ??
    (write5m === undefined && write1h === undefined ? undefined : (write5m ?? 0) + (write1h ?? 0));
  const readInside = count(inputDetails.cached_tokens);
  const writeInside = count(inputDetails.cache_write_tokens);
  // Gateways that add Anthropic's fields to totals give themselves away by a total that already adds up.
  const addsUp = total !== undefined && total === (input ?? 0) + (output ?? 0);
  const beside =
    readInside === undefined &&
    writeInside === undefined &&
    (readBeside !== undefined || writeBeside !== undefined) &&
    !addsUp;
  if (write1h !== undefined && write1h <= (writeBeside ?? 0)) usage.cacheWrite1hTokens = write1h;
  const inputAudio = count(inputDetails.audio_tokens);
  if (inputAudio !== undefined) usage.inputAudioTokens = inputAudio;
  const inputImage = count(inputDetails.image_tokens);
  if (inputImage !== undefined) usage.inputImageTokens = inputImage;
  const cachedAudio = count(bag(inputDetails.cached_tokens_details).audio_tokens);
  if (cachedAudio !== undefined) usage.cacheReadAudioTokens = cachedAudio;
  const outputAudio = count(outputDetails.audio_tokens);
  if (outputAudio !== undefined) usage.outputAudioTokens = outputAudio;
  const outputImage = count(outputDetails.image_tokens);
  if (outputImage !== undefined) usage.outputImageTokens = outputImage;
  const searches = count(bag(raw.server_tool_use).web_search_requests);
  if (searches !== undefined) usage.webSearches = searches;
  return finish(
    usage,
    input,
    output,
    readInside ?? readBeside,
    writeInside ?? writeBeside,
    beside,
    count(outputDetails.reasoning_tokens) ?? count(outputDetails.thinking_tokens),
    total,
  );
}

/** Gemini `usageMetadata`: the prompt includes the cached content, thoughts stand beside the candidates. */
function fromGemini(raw: Bag): Usage | undefined {
  const usage: Usage = {};
  const prompt = count(raw.promptTokenCount);
  const tools = count(raw.toolUsePromptTokenCount);
  const candidates = count(raw.candidatesTokenCount) ?? count(raw.responseTokenCount);
  const thoughts = count(raw.thoughtsTokenCount);
  const inputAudio = ofModality(raw.promptTokensDetails, 'AUDIO');
  if (inputAudio !== undefined) usage.inputAudioTokens = inputAudio;
  const cachedAudio = ofModality(raw.cacheTokensDetails, 'AUDIO');
  if (cachedAudio !== undefined) usage.cacheReadAudioTokens = cachedAudio;
  const inputImage = ofModality(raw.promptTokensDetails, 'IMAGE');
  if (inputImage !== undefined) usage.inputImageTokens = inputImage;
  const outputAudio = ofModality(raw.candidatesTokensDetails, 'AUDIO');
  if (outputAudio !== undefined) usage.outputAudioTokens = outputAudio;
  const outputImage = ofModality(raw.candidatesTokensDetails, 'IMAGE');
  if (outputImage !== undefined) usage.outputImageTokens = outputImage;
  const output =
    candidates === undefined && thoughts === undefined ? undefined : (candidates ?? 0) + (thoughts ?? 0);
  const found = finish(
    usage,
    prompt === undefined && tools === undefined ? undefined : (prompt ?? 0) + (tools ?? 0),
    output,
    count(raw.cachedContentTokenCount),
    undefined,
    false,
    undefined,
    count(raw.totalTokenCount),
  );
  if (found && thoughts !== undefined) found.reasoningTokens = thoughts;
  return found;
}

/**
 * Bedrock Converse: camel case, cached tokens beside the input; the AI SDK's v2, which counts them inside
 * (`cachedInputTokens`). Also takes what this function returned.
 */
function fromCamelCase(raw: Bag): Usage | undefined {
  const usage: Usage = {};
  const readBeside = count(raw.cacheReadInputTokens) ?? count(raw.cacheReadInputTokenCount);
  const writeBeside = count(raw.cacheWriteInputTokens) ?? count(raw.cacheWriteInputTokenCount);
  const write1h = count(raw.cacheWrite1hTokens);
  if (write1h !== undefined) usage.cacheWrite1hTokens = write1h;
  const inputAudio = count(raw.inputAudioTokens);
  if (inputAudio !== undefined) usage.inputAudioTokens = inputAudio;
  const cachedAudio = count(raw.cacheReadAudioTokens);
  if (cachedAudio !== undefined) usage.cacheReadAudioTokens = cachedAudio;
  const outputAudio = count(raw.outputAudioTokens);
  if (outputAudio !== undefined) usage.outputAudioTokens = outputAudio;
  const inputImage = count(raw.inputImageTokens);
  if (inputImage !== undefined) usage.inputImageTokens = inputImage;
  const outputImage = count(raw.outputImageTokens);
  if (outputImage !== undefined) usage.outputImageTokens = outputImage;
  const searches = count(raw.webSearches);
  if (searches !== undefined) usage.webSearches = searches;
  return finish(
    usage,
    count(raw.inputTokens),
    count(raw.outputTokens),
    count(raw.cacheReadTokens) ?? count(raw.cachedInputTokens) ?? readBeside,
    count(raw.cacheWriteTokens) ?? writeBeside,
    readBeside !== undefined || writeBeside !== undefined,
    count(raw.reasoningTokens),
    count(raw.totalTokens),
  );
}

/** The AI SDK's v3 and v4: totals with their parts (`LanguageModelV3Usage` in @ai-sdk/provider). */
function fromTotals(raw: Bag): Usage | undefined {
  const input = bag(raw.inputTokens);
  const output = bag(raw.outputTokens);
  const cacheRead = count(input.cacheRead);
  const cacheWrite = count(input.cacheWrite);
  const reasoning = count(output.reasoning);
  return finish(
    {},
    count(input.total) ?? sum(count(input.noCache), cacheRead, cacheWrite),
    count(output.total) ?? sum(count(output.text), reasoning),
    cacheRead,
    cacheWrite,
    false,
    reasoning,
    undefined,
  );
}

/** The sum of what is known, undefined where nothing is. */
function sum(...counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0);
}

/** The AI SDK's embeddings: one count, of what was embedded. */
function fromOneCount(tokens: unknown): Usage | undefined {
  return finish({}, count(tokens), undefined, undefined, undefined, false, undefined, undefined);
}

/** Cohere: what is billed wins over what was counted, as the GenAI conventions ask. */
function fromCohere(raw: Bag): Usage | undefined {
  const billed = bag(raw.billed_units);
  const counted = bag(raw.tokens);
  const cacheRead = count(raw.cached_tokens);
  return finish(
    {},
    count(billed.input_tokens) ?? count(counted.input_tokens),
    count(billed.output_tokens) ?? count(counted.output_tokens),
    cacheRead,
    undefined,
    false,
    undefined,
    undefined,
  );
}

/**
 * Token counts from a provider's usage object, in OpenTelemetry's meaning (input includes cached tokens,
 * output includes reasoning). The shape is told by its keys: OpenAI chat, responses, embeddings, images;
 * DeepSeek (`prompt_cache_hit_tokens`); Moonshot (`cached_tokens`); Anthropic (cached tokens beside the
 * input, one-hour cache writes); Gemini `usageMetadata`; Bedrock Converse; Cohere; the AI SDK's specifications
 * v2, v3 and v4. Normalising a result again changes nothing.
 *
 * @param raw the usage object as received (`response.usage`, `usageMetadata`, a stream's last usage)
 * @returns undefined when no count can be read. Never throws; allocates nothing but the result.
 */
export function normalizeUsage(raw: unknown): Usage | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  try {
    const usage = raw as Bag;
    if (usage.prompt_tokens !== undefined || usage.completion_tokens !== undefined) return fromChat(usage);
    if (usage.input_tokens !== undefined || usage.output_tokens !== undefined) return fromInputOutput(usage);
    if (usage.promptTokenCount !== undefined || usage.candidatesTokenCount !== undefined)
      return fromGemini(usage);
    if (bag(usage.inputTokens) !== EMPTY || bag(usage.outputTokens) !== EMPTY) return fromTotals(usage);
    if (usage.inputTokens !== undefined || usage.outputTokens !== undefined) return fromCamelCase(usage);
    if (typeof usage.tokens === 'number') return fromOneCount(usage.tokens);
    if (usage.billed_units !== undefined || usage.tokens !== undefined) return fromCohere(usage);
    if (usage.prompt_cache_hit_tokens !== undefined || usage.total_tokens !== undefined)
      return fromChat(usage);
    if (usage.totalTokenCount !== undefined) return fromGemini(usage);
    if (usage.totalTokens !== undefined) return fromCamelCase(usage);
    return undefined;
  } catch {
    return undefined;
  }
}

/**
 * The usage object inside a response body or a stream's chunk, as received: `usage`, `usageMetadata`
 * (Gemini), `message.usage` (Anthropic's `message_start`), `response.usage` (OpenAI responses events),
 * `choices[0].usage` (Moonshot's last chunk), `x_groq.usage` (Groq's last chunk), `meta` (Cohere v1).
 *
 * @returns undefined when there is none. Never throws.
 */
export function usageOfBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  try {
    const outer = body as Bag;
    if (outer.usage) return outer.usage;
    if (outer.usageMetadata) return outer.usageMetadata;
    const inner = bag(outer.message).usage ?? bag(outer.response).usage ?? bag(outer.x_groq).usage;
    if (inner) return inner;
    const choice = Array.isArray(outer.choices) ? bag(outer.choices[0]).usage : undefined;
    if (choice) return choice;
    const meta = bag(outer.meta);
    return meta.billed_units || meta.tokens ? meta : undefined;
  } catch {
    return undefined;
  }
}
