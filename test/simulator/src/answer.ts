import type { TokenCounts } from './providers.ts';
import { type JsonSchema, sampleOf } from './schema-sample.ts';

/** What the simulated model says. Token counts that are not given are a quarter of the characters. */
export interface AnswerSettings {
  text: string;
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  /** Of the prompt tokens, read from the provider's cache. */
  cachedTokens: number;
  /** Of the prompt tokens, written to the cache for five minutes (Anthropic). */
  cacheWriteTokens: number;
  /** Of the prompt tokens, written to the cache for an hour (Anthropic). */
  cacheWriteHourTokens: number;
  /** Of the completion tokens, spent on reasoning. A request that asks for thoughts spends some anyway. */
  reasoningTokens: number;
  /**
   * What the service's safety filter blocks: the prompt, so that nothing is answered, or the answer on its
   * way. With status 200 all the same: Gemini's `blockReason` and finishReason SAFETY, Anthropic's stop_reason
   * refusal, finish_reason content_filter at the others.
   */
  blocked: 'prompt' | 'answer' | undefined;
}

/** Has characters of two and three bytes, so that a body cut at any byte can break one. */
export const DEFAULT_ANSWER: AnswerSettings = {
  text: 'Fuel gauges read 42 % – ça suffit, 足够 for the trip home.',
  promptTokens: undefined,
  completionTokens: undefined,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  cacheWriteHourTokens: 0,
  reasoningTokens: 0,
  blocked: undefined,
};

/** What the simulated model thinks, where a request asks to see it. */
export const THOUGHTS = 'The driver asks for the range. Tank and consumption are known: multiply.';

export interface FunctionTool {
  readonly name: string;
  readonly parameters?: JsonSchema;
}

/** The parts of a request that decide the answer, whichever API it came through. */
export interface Question {
  readonly promptText: string;
  readonly maxTokens: number | undefined;
  /** Set when the model should call a tool instead of answering. */
  readonly tool: FunctionTool | undefined;
  /** Set when the answer must be JSON of this schema. */
  readonly schema: JsonSchema | undefined;
  /** Set when the model should think first and show it. */
  readonly thinks?: boolean;
}

export interface Answer {
  readonly text: string;
  /** What it thought, where the request asks to see it. */
  readonly thoughts: string | undefined;
  readonly toolCall: { readonly id: string; readonly name: string; readonly arguments: string } | undefined;
  readonly tokens: TokenCounts;
  readonly finishReason: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly blocked: AnswerSettings['blocked'];
}

export const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

export function answerTo(question: Question, settings: AnswerSettings): Answer {
  const { blocked } = settings;
  const tool = blocked ? undefined : question.tool;
  const toolCall = tool && {
    id: 'call_fake000000000000000001',
    name: tool.name,
    arguments: JSON.stringify(sampleOf(tool.parameters ?? {})),
  };
  const whole = toolCall
    ? ''
    : question.schema
      ? JSON.stringify(sampleOf(question.schema, settings.text))
      : settings.text;
  const text =
    blocked === 'prompt' ? '' : blocked === 'answer' ? piecesOf(whole, 2).slice(0, 1).join('') : whole;
  const thoughts = question.thinks && blocked !== 'prompt' ? THOUGHTS : undefined;
  const thinking = settings.reasoningTokens || (thoughts ? countTokens(thoughts) : 0);
  const prompt = settings.promptTokens ?? countTokens(question.promptText);
  const wanted =
    blocked === 'prompt'
      ? 0
      : (settings.completionTokens ?? countTokens(toolCall ? toolCall.arguments : text) + thinking);
  const cut = question.maxTokens !== undefined && wanted > question.maxTokens;
  const completion = cut ? question.maxTokens! : wanted;
  const cached = Math.min(settings.cachedTokens, prompt);
  const written = Math.min(settings.cacheWriteTokens, prompt - cached);
  return {
    text: cut && !toolCall && settings.completionTokens === undefined ? text.slice(0, completion * 4) : text,
    thoughts,
    toolCall,
    tokens: {
      prompt,
      cached,
      written,
      writtenForHour: Math.min(settings.cacheWriteHourTokens, prompt - cached - written),
      completion,
      reasoning: Math.min(thinking, completion),
    },
    finishReason: blocked ? 'content_filter' : toolCall ? 'tool_calls' : cut ? 'length' : 'stop',
    blocked,
  };
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Cuts a text into `count` pieces of about the same length (fewer if it is shorter), no surrogate pair in two. */
export function piecesOf(text: string, count: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let piece = 1; piece <= count; piece += 1) {
    let to = Math.floor((text.length * piece) / count);
    if (isLowSurrogate(text.charCodeAt(to))) to += 1;
    if (to > from) pieces.push(text.slice(from, to));
    from = Math.max(from, to);
  }
  return pieces;
}
