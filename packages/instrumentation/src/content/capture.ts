import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  ATTR_GEN_AI_TOOL_DEFINITIONS,
} from '@fuelgauge/semconv';
import type { Attributes } from '@opentelemetry/api';
import { isObject } from '../families/family.ts';
import { Bounds } from './bounds.ts';
import { type AnswerReader, type ContentReader, readerOf } from './reader.ts';

export const DEFAULT_MAX_CONTENT_LENGTH = 2000;

/** The conventions' words for why a model stopped, by the providers' words. */
const FINISH_REASONS: Readonly<Record<string, string>> = {
  tool_calls: 'tool_call',
  function_call: 'tool_call',
  tool_use: 'tool_call',
  end_turn: 'stop',
  stop_sequence: 'stop',
  completed: 'stop',
  max_tokens: 'length',
  max_output_tokens: 'length',
  incomplete: 'length',
  refusal: 'content_filter',
  safety: 'content_filter',
  prohibited_content: 'content_filter',
  blocklist: 'content_filter',
  spii: 'content_filter',
  recitation: 'content_filter',
};

/** Prompt and answer of one call, for whoever has asked for them. */
export class CallContent {
  readonly #answer: AnswerReader;
  readonly #requested: Attributes;

  private constructor(reader: ContentReader, body: unknown, bounds: () => Bounds) {
    this.#answer = reader.answer(bounds());
    const attributes: Attributes = {};
    if (isObject(body)) {
      const { instructions = [], messages = [] } = reader.request(body, bounds());
      const tools = reader.tools(body, bounds());
      if (instructions.length > 0) attributes[ATTR_GEN_AI_SYSTEM_INSTRUCTIONS] = JSON.stringify(instructions);
      if (messages.length > 0) attributes[ATTR_GEN_AI_INPUT_MESSAGES] = JSON.stringify(messages);
      if (tools.length > 0) attributes[ATTR_GEN_AI_TOOL_DEFINITIONS] = JSON.stringify(tools);
    }
    this.#requested = attributes;
  }

  /**
   * @param maxLength characters of each text.
   * @param key the API key of the request.
   * @returns undefined where it is not known how requests to this URL are written.
   */
  static of(url: string, body: unknown, maxLength: number, key: string | undefined): CallContent | undefined {
    const reader = readerOf(url);
    return reader && new CallContent(reader, body, () => new Bounds(maxLength, key));
  }

  /** Of the request, as it was when the call began: an application may go on writing in its messages. */
  get requested(): Attributes {
    return this.#requested;
  }

  body(body: unknown): void {
    this.#answer.body(body);
  }

  chunk(chunk: unknown): void {
    this.#answer.chunk(chunk);
  }

  /** What has come of the answer. */
  answered(finishReasons: readonly string[] = []): Attributes {
    const messages = this.#answer.messages().map((message, choice) => {
      const reason = finishReasons[choice]?.toLowerCase();
      return reason === undefined || reason === ''
        ? message
        : { ...message, finish_reason: FINISH_REASONS[reason] ?? reason };
    });
    return messages.length === 0 ? {} : { [ATTR_GEN_AI_OUTPUT_MESSAGES]: JSON.stringify(messages) };
  }
}
