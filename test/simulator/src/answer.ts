import type { TokenCounts } from './providers.ts';
import { type JsonSchema, sampleOf } from './schema-sample.ts';

/** What the simulated model says. Token counts that are not given are a quarter of the characters. */
export interface AnswerSettings {
  text: string;
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  /** Of the prompt tokens, read from the provider's cache. */
  cachedTokens: number;
  /** Of the completion tokens, spent on reasoning. */
  reasoningTokens: number;
}

/** Has characters of two and three bytes, so that a body cut at any byte can break one. */
export const DEFAULT_ANSWER: AnswerSettings = {
  text: 'Fuel gauges read 42 % – ça suffit, 足够 for the trip home.',
  promptTokens: undefined,
  completionTokens: undefined,
  cachedTokens: 0,
  reasoningTokens: 0,
};

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
}

export interface Answer {
  readonly text: string;
  readonly toolCall: { readonly id: string; readonly name: string; readonly arguments: string } | undefined;
  readonly tokens: TokenCounts;
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
}

export const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4));

export function answerTo(question: Question, settings: AnswerSettings): Answer {
  const toolCall = question.tool && {
    id: 'call_fake000000000000000001',
    name: question.tool.name,
    arguments: JSON.stringify(sampleOf(question.tool.parameters ?? {})),
  };
  const text = toolCall
    ? ''
    : question.schema
      ? JSON.stringify(sampleOf(question.schema, settings.text))
      : settings.text;
  const prompt = settings.promptTokens ?? countTokens(question.promptText);
  const wanted =
    settings.completionTokens ?? countTokens(toolCall ? toolCall.arguments : text) + settings.reasoningTokens;
  const cut = question.maxTokens !== undefined && wanted > question.maxTokens;
  const completion = cut ? question.maxTokens! : wanted;
  return {
    text: cut && !toolCall && settings.completionTokens === undefined ? text.slice(0, completion * 4) : text,
    toolCall,
    tokens: {
      prompt,
      cached: Math.min(settings.cachedTokens, prompt),
      completion,
      reasoning: Math.min(settings.reasoningTokens, completion),
    },
    finishReason: toolCall ? 'tool_calls' : cut ? 'length' : 'stop',
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
