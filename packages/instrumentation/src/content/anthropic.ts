/** Anthropic's Messages API. Source: docs.claude.com/en/api/messages and messages-streaming. */
import { isObject, type Json } from '../families/family.ts';
import { type Bounds, Pieces } from './bounds.ts';
import { blob, file, link, modalityOf } from './media.ts';
import {
  boundedMessages,
  contentOf,
  listOf,
  type Message,
  otherPart,
  type Part,
  serverToolCall,
  serverToolResponse,
  toolCall,
  toolDefinitions,
  toolResponse,
  wordOf,
} from './message.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

const MAX_BLOCKS = 64;

export const ANTHROPIC: ContentReader = {
  request(body, bounds) {
    return {
      instructions: contentParts(body.system, bounds),
      messages: boundedMessages(
        listOf(body.messages),
        (item) => ({ role: wordOf(item.role), parts: contentParts(item.content, bounds) }),
        bounds,
      ),
    };
  },

  tools(body, bounds) {
    return toolDefinitions(body.tools, bounds, (tool) => {
      const own = tool.type === undefined || tool.type === 'custom';
      const { type, name = type, description, input_schema: parameters } = tool;
      return [{ type: own ? 'function' : type, name, description, parameters }];
    });
  },

  answer: (bounds) => new AnthropicAnswer(bounds),
};

const contentParts = (content: unknown, bounds: Bounds): Part[] =>
  contentOf(content, (block) => blockPart(block, bounds), bounds);

function blockPart(block: Json, bounds: Bounds): Part {
  const { type } = block;
  switch (type) {
    case 'text':
      return { type, content: bounds.text(block.text) };
    case 'thinking':
      return { type: 'reasoning', content: bounds.text(block.thinking) };
    case 'image':
    case 'document':
      return mediaPart(type, block.source, bounds);
    case 'tool_use':
      return toolCall(block.id, block.name, block.input, bounds);
    case 'tool_result': {
      const { content } = block;
      return toolResponse(
        block.tool_use_id,
        Array.isArray(content) ? contentParts(content, bounds) : content,
        bounds,
      );
    }
    case 'server_tool_use':
    case 'mcp_tool_use':
      return serverToolCall(block.id, block.name);
    case 'compaction':
      return { type, ...(typeof block.content === 'string' && { content: bounds.text(block.content) }) };
    default:
      // web_search_tool_result, code_execution_tool_result, mcp_tool_result, …
      if (typeof type === 'string' && type.endsWith('_tool_result'))
        return serverToolResponse(block.tool_use_id, type);
      return otherPart(type);
  }
}

function mediaPart(kind: 'image' | 'document', source: unknown, bounds: Bounds): Part {
  if (!isObject(source)) return { type: kind };
  const { media_type: mime } = source;
  const modality = kind === 'image' ? kind : modalityOf(mime);
  if (source.type === 'text') return { type: 'text', content: bounds.text(source.data) };
  if (source.type === 'url') return link(modality, source.url, mime);
  if (source.type === 'file') return file(modality, source.file_id, mime);
  if (source.type === 'base64') return blob(modality, mime, source.data);
  return { type: kind };
}

/** One content block while it comes. */
interface Coming {
  readonly block: Json;
  readonly text: Pieces;
}

class AnthropicAnswer implements AnswerReader {
  readonly #bounds: Bounds;
  readonly #blocks: Map<unknown, Coming> = new Map();
  #whole: Json | undefined;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  body(body: unknown): void {
    if (isObject(body) && Array.isArray(body.content)) this.#whole = body;
  }

  chunk(chunk: unknown): void {
    if (!isObject(chunk)) return;
    if (chunk.type === 'content_block_start' && isObject(chunk.content_block)) {
      if (this.#blocks.size >= MAX_BLOCKS) return;
      const block = chunk.content_block;
      const text = new Pieces(this.#bounds);
      text.add(block.text ?? block.thinking);
      this.#blocks.set(chunk.index, { block, text });
    } else if (chunk.type === 'content_block_delta' && isObject(chunk.delta)) {
      const { delta } = chunk;
      this.#blocks
        .get(chunk.index)
        ?.text.add(delta.text ?? delta.thinking ?? delta.partial_json ?? delta.content);
    }
  }

  messages(): Message[] {
    const bounds = this.#bounds;
    if (this.#whole !== undefined) {
      return [{ role: 'assistant', parts: contentParts(this.#whole.content, bounds) }];
    }
    if (this.#blocks.size === 0) return [];
    const parts = [...this.#blocks.values()].map(({ block, text: { text } }) => {
      if (block.type === 'text') return { type: 'text', content: bounds.text(text) };
      if (block.type === 'thinking') return { type: 'reasoning', content: bounds.text(text) };
      if (block.type === 'tool_use')
        return toolCall(block.id, block.name, text === '' ? block.input : text, bounds);
      if (block.type === 'compaction') return blockPart({ ...block, content: text || block.content }, bounds);
      return blockPart(block, bounds);
    });
    return [{ role: 'assistant', parts }];
  }
}
