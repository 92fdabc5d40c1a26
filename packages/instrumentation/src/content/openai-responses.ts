/**
 * OpenAI's Responses API. Source: platform.openai.com/docs/api-reference/responses and responses-streaming.
 */
import { isObject, type Json } from '../families/family.ts';
import { type Bounds, Pieces } from './bounds.ts';
import { blob, file, link } from './media.ts';
import {
  boundedMessages,
  contentOf,
  listOf,
  type Message,
  otherPart,
  type Part,
  partsOf,
  serverToolCall,
  textPart,
  toolCall,
  toolDefinitions,
  toolResponse,
  wordOf,
} from './message.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

const MAX_ITEMS = 32;

export const OPENAI_RESPONSES: ContentReader = {
  request(body, bounds) {
    const { input, instructions } = body;
    return {
      instructions: contentOf(instructions, (item) => itemParts(item, bounds)[0], bounds),
      messages: Array.isArray(input)
        ? boundedMessages(input, (item) => ({ role: roleOf(item), parts: itemParts(item, bounds) }), bounds)
        : typeof input === 'string'
          ? [{ role: 'user', parts: textPart(input, bounds) }]
          : [],
    };
  },

  tools(body, bounds) {
    return toolDefinitions(body.tools, bounds, (tool) => {
      const { type, name = type, description, parameters } = tool;
      return [{ type, name, description, parameters }];
    });
  },

  answer: (bounds) => new ResponseAnswer(bounds),
};

/** Items other than messages have no role: results are a tool's, all the rest the model wrote. */
function roleOf(item: Json): string {
  if (item.role !== undefined) return wordOf(item.role);
  return typeof item.type === 'string' && item.type.endsWith('_output') ? 'tool' : 'assistant';
}

function itemParts(item: Json, bounds: Bounds): Part[] {
  const { type, content } = item;
  switch (type) {
    case undefined:
    case 'message':
      return contentOf(content, (part) => contentPart(part, bounds), bounds);
    case 'function_call':
      return [toolCall(item.call_id, item.name, item.arguments, bounds)];
    case 'custom_tool_call':
      return [toolCall(item.call_id, item.name, item.input, bounds)];
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const { output } = item;
      const parts = Array.isArray(output) ? partsOf(output, (part) => contentPart(part, bounds)) : output;
      return [toolResponse(item.call_id, parts, bounds)];
    }
    case 'reasoning':
      return partsOf([...listOf(item.summary), ...listOf(content)], (piece) => ({
        type: 'reasoning',
        content: bounds.text(piece.text),
      }));
    case 'compaction':
      return [{ type: 'compaction' }];
    case 'image_generation_call':
      return [serverToolCall(item.id, type), ...(item.result ? [blob('image', undefined, item.result)] : [])];
    default:
      // Tools that OpenAI runs: web_search_call, file_search_call, code_interpreter_call, mcp_call, …
      if (typeof type === 'string' && type.endsWith('_call')) return [serverToolCall(item.id, type)];
      return [otherPart(type)];
  }
}

function contentPart(part: Json, bounds: Bounds): Part {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text':
      return { type: 'text', content: bounds.text(part.text) };
    case 'refusal':
      return { type: 'refusal', content: bounds.text(part.refusal) };
    case 'input_image':
      return part.file_id ? file('image', part.file_id) : link('image', part.image_url);
    case 'input_file':
      if (part.file_id) return file('document', part.file_id);
      return link('document', part.file_data ?? part.file_url);
    case 'input_audio': {
      const audio = isObject(part.input_audio) ? part.input_audio : {};
      return blob('audio', `audio/${String(audio.format)}`, audio.data);
    }
    default:
      return otherPart(part.type);
  }
}

/** One output item while it comes. */
interface Coming {
  item: Json;
  done: boolean;
  readonly text: Pieces;
  readonly reasoning: Pieces;
  readonly refusal: Pieces;
  readonly args: Pieces;
}

class ResponseAnswer implements AnswerReader {
  readonly #bounds: Bounds;
  readonly #items: Map<unknown, Coming> = new Map();
  #output: readonly unknown[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  body(body: unknown): void {
    if (isObject(body)) this.#output = listOf(body.output).slice(0, MAX_ITEMS);
  }

  chunk(chunk: unknown): void {
    if (!isObject(chunk) || typeof chunk.type !== 'string') return;
    // The last event repeats the whole answer; it matters where the events before it were not seen.
    if (isObject(chunk.response)) {
      if (this.#items.size === 0) this.body(chunk.response);
      return;
    }
    if (isObject(chunk.item)) {
      const coming = this.#coming(chunk.output_index, chunk.item);
      if (coming === undefined || chunk.type !== 'response.output_item.done') return;
      coming.item = chunk.item;
      coming.done = true;
      return;
    }
    if (!chunk.type.endsWith('.delta')) return;
    const coming = this.#coming(chunk.output_index, {});
    if (coming === undefined) return;
    if (chunk.type === 'response.output_text.delta') coming.text.add(chunk.delta);
    else if (chunk.type === 'response.refusal.delta') coming.refusal.add(chunk.delta);
    else if (/^response\.reasoning/.test(chunk.type)) coming.reasoning.add(chunk.delta);
    else if (/^response\.(?:function_call_arguments|custom_tool_call_input)\./.test(chunk.type))
      coming.args.add(chunk.delta);
  }

  #coming(index: unknown, item: Json): Coming | undefined {
    const known = this.#items.get(index);
    if (known !== undefined || this.#items.size >= MAX_ITEMS) return known;
    const pieces = (): Pieces => new Pieces(this.#bounds);
    const coming: Coming = {
      item,
      done: false,
      text: pieces(),
      reasoning: pieces(),
      refusal: pieces(),
      args: pieces(),
    };
    this.#items.set(index, coming);
    return coming;
  }

  /** A response is one generation, so one message. */
  messages(): Message[] {
    const bounds = this.#bounds;
    const parts = [...this.#items.values()].flatMap((coming): Part[] => {
      if (coming.done) return itemParts(coming.item, bounds);
      const { call_id: id, name } = coming.item;
      const { text, reasoning, refusal, args } = coming;
      return [
        ...textPart(reasoning.text, bounds, 'reasoning'),
        ...textPart(text.text, bounds),
        ...textPart(refusal.text, bounds, 'refusal'),
        ...(args.text === '' ? [] : [toolCall(id, name, args.text, bounds)]),
      ];
    });
    for (const item of this.#output) if (isObject(item)) parts.push(...itemParts(item, bounds));
    return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
  }
}
