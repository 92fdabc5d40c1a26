/**
 * Cohere's chat, version 2: OpenAI's messages, and events of its own. Sources: docs.cohere.com/reference/chat and
 * …/chat-stream.
 */
import { isObject, type Json } from '../families/family.ts';
import type { Message } from './message.ts';
import { OPENAI_CHAT } from './openai-chat.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

export const COHERE: ContentReader = {
  request: OPENAI_CHAT.request,
  tools: OPENAI_CHAT.tools,
  answer: (bounds) => new CohereAnswer(OPENAI_CHAT.answer(bounds)),
};

class CohereAnswer implements AnswerReader {
  readonly #chat: AnswerReader;

  constructor(chat: AnswerReader) {
    this.#chat = chat;
  }

  body(body: unknown): void {
    if (!isObject(body) || !isObject(body.message)) return;
    this.#chat.body({ choices: [{ message: { reasoning: body.message.tool_plan, ...body.message } }] });
  }

  chunk(chunk: unknown): void {
    if (!isObject(chunk) || !isObject(chunk.delta) || !isObject(chunk.delta.message)) return;
    const delta = deltaOf(chunk.delta.message, chunk.index);
    this.#chat.chunk({ choices: [{ delta }] });
  }

  messages(): readonly Message[] {
    return this.#chat.messages();
  }
}

/** What a Cohere event adds, as OpenAI's chunks say it. */
function deltaOf({ content, tool_plan: plan, tool_calls: call }: Json, index: unknown): Json {
  const { text, thinking } = isObject(content) ? content : {};
  return {
    content: text,
    reasoning: thinking ?? plan,
    ...(isObject(call) && !Array.isArray(call) && { tool_calls: [{ ...call, index }] }),
  };
}
