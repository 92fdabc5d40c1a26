import type { Json } from '../families/family.ts';
import { ANTHROPIC } from './anthropic.ts';
import type { Bounds } from './bounds.ts';
import { COHERE } from './cohere.ts';
import { GEMINI } from './gemini.ts';
import type { Message, Part, Tool } from './message.ts';
import { OPENAI_CHAT } from './openai-chat.ts';
import { OPENAI_RESPONSES } from './openai-responses.ts';
import { VERCEL_GATEWAY } from './vercel-gateway.ts';

/** What a request says to a model. */
export interface RequestContent {
  /** Instructions that the API keeps apart from the messages. */
  readonly instructions?: readonly Part[];
  readonly messages?: readonly Message[];
}

/** Collects an answer: either its whole body, or its chunks as they come. */
export interface AnswerReader {
  body(body: unknown): void;
  chunk(chunk: unknown): void;
  /** One message for each choice, in the order of the choices. */
  messages(): readonly Message[];
}

/** How one API writes prompts and answers. Everything here gets what somebody else wrote, and assumes no shape. */
export interface ContentReader {
  request(body: Json, bounds: Bounds): RequestContent;
  tools(body: Json, bounds: Bounds): readonly Tool[];
  answer(bounds: Bounds): AnswerReader;
}

const READERS: readonly (readonly [path: RegExp, reader: ContentReader])[] = [
  [/\/completions$/, OPENAI_CHAT],
  [/\/responses$/, OPENAI_RESPONSES],
  [/\/messages$/, ANTHROPIC],
  [/:(?:streamG|g)enerateContent$/, GEMINI],
  [/\/v2\/chat$/, COHERE],
  [/\/language-model$/, VERCEL_GATEWAY],
  // Claude on Vertex AI.
  [/\/publishers\/anthropic\/models\/[^/]+:(?:streamR|r)awPredict$/, ANTHROPIC],
];

/** @param url of a request that asks a model; a query is ignored. */
export function readerOf(url: string): ContentReader | undefined {
  const path = url.replace(/[?#].*$/s, '').replace(/(?<!\/)\/+$/, '');
  return READERS.find(([pattern]) => pattern.test(path))?.[1];
}
