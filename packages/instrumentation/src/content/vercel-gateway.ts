/**
 * The AI SDK's own messages, as it sends them to the Vercel AI Gateway. Source: @ai-sdk/provider 2 to 4
 * (language-model-v{2,3,4}-prompt, -content, -stream-part, shared-v4-file-data).
 */
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
  textPart,
  toolCall,
  toolDefinitions,
  toolResponse,
  wordOf,
} from './message.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

const MAX_PARTS = 64;
const SCHEME = /^[a-z][\w+.-]*:/i;

export const VERCEL_GATEWAY: ContentReader = {
  request(body, bounds) {
    return {
      messages: boundedMessages(
        listOf(body.prompt),
        (item) => ({ role: wordOf(item.role), parts: contentParts(item.content, bounds) }),
        bounds,
      ),
    };
  },

  tools(body, bounds) {
    return toolDefinitions(body.tools, bounds, ({ type, name, description, inputSchema: parameters }) => [
      { type, name, description, parameters },
    ]);
  },

  answer: (bounds) => new GatewayAnswer(bounds),
};

const contentParts = (content: unknown, bounds: Bounds): Part[] =>
  contentOf(content, (part) => contentPart(part, bounds), bounds);

function contentPart(part: Json, bounds: Bounds): Part {
  const { type } = part;
  switch (type) {
    case 'text':
      return { type, content: bounds.text(part.text) };
    case 'reasoning':
      return { type, content: bounds.text(part.text) };
    case 'file':
      return filePart(part, bounds);
    case 'tool-call':
      return part.providerExecuted === true
        ? serverToolCall(part.toolCallId, part.toolName)
        : toolCall(part.toolCallId, part.toolName, part.input, bounds);
    case 'tool-result':
      // In an answer it is the result of a tool that the provider ran itself.
      return part.output === undefined
        ? serverToolResponse(part.toolCallId, part.toolName)
        : toolResponse(part.toolCallId, outputOf(part.output, bounds), bounds);
    default:
      return otherPart(type);
  }
}

/** A list of parts is read as one: its files must not be shown as they are. */
function outputOf(output: unknown, bounds: Bounds): unknown {
  if (!isObject(output)) return output;
  return output.type === 'content' ? contentParts(output.value, bounds) : output.value;
}

/** Data, a link to it or a reference: told apart by a word since v4, by their look before. */
function filePart({ data, mediaType: mime }: Json, bounds: Bounds): Part {
  const modality = modalityOf(mime);
  if (typeof data === 'string')
    return SCHEME.test(data) ? link(modality, data, mime) : blob(modality, mime, data);
  if (!isObject(data)) return blob(modality, mime, undefined);
  if (data.type === 'url') return link(modality, data.url, mime);
  if (data.type === 'text') return { type: 'text', content: bounds.text(data.text) };
  if (data.type === 'reference') return file(modality, undefined, mime);
  return blob(modality, mime, data.data);
}

/** A part that comes in pieces, or that came whole. */
type Coming = { readonly type: 'text' | 'reasoning'; readonly pieces: Pieces } | { readonly part: Part };

class GatewayAnswer implements AnswerReader {
  readonly #bounds: Bounds;
  readonly #parts: Map<string, Coming> = new Map();
  #whole: unknown;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  body(body: unknown): void {
    if (isObject(body) && Array.isArray(body.content)) this.#whole = body.content;
  }

  chunk(part: unknown): void {
    if (!isObject(part)) return;
    const { type } = part;
    if (type === 'text-delta') this.#add('text', part);
    else if (type === 'reasoning-delta') this.#add('reasoning', part);
    else if (type === 'tool-call' || type === 'file' || type === 'tool-result') {
      // Read at once, so that no file is held.
      if (this.#parts.size < MAX_PARTS)
        this.#parts.set(`part ${this.#parts.size}`, { part: contentPart(part, this.#bounds) });
    }
  }

  #add(type: 'text' | 'reasoning', { id, delta }: Json): void {
    const key = `${type} ${String(id)}`;
    let coming = this.#parts.get(key);
    if (coming === undefined) {
      if (this.#parts.size >= MAX_PARTS) return;
      coming = { type, pieces: new Pieces(this.#bounds) };
      this.#parts.set(key, coming);
    }
    if ('pieces' in coming) coming.pieces.add(delta);
  }

  messages(): Message[] {
    const bounds = this.#bounds;
    if (this.#whole !== undefined) return [{ role: 'assistant', parts: contentParts(this.#whole, bounds) }];
    if (this.#parts.size === 0) return [];
    const parts = [...this.#parts.values()].flatMap((coming): Part[] => {
      if ('part' in coming) return [coming.part];
      return textPart(coming.pieces.text, bounds, coming.type);
    });
    return [{ role: 'assistant', parts }];
  }
}
