/**
 * Chat completions and the old text completions of OpenAI and all who copy them.
 * Source: platform.openai.com/docs/api-reference/chat; `reasoning_content` (DeepSeek, Moonshot, vLLM),
 * `reasoning` and `images` (OpenRouter) and lists of chunks as content (Mistral) by those who add them.
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
  textPart,
  toolCall,
  toolDefinitions,
  toolResponse,
  wordOf,
} from './message.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

const MAX_CHOICES = 16;
const MAX_TOOL_CALLS = 32;

export const OPENAI_CHAT: ContentReader = {
  request(body, bounds) {
    if (Array.isArray(body.messages)) {
      return { messages: boundedMessages(body.messages, (item) => messageOf(item, bounds), bounds) };
    }
    const prompts = Array.isArray(body.prompt) ? body.prompt : [body.prompt];
    return {
      messages: prompts
        .slice(0, MAX_CHOICES)
        .map((prompt) => ({ role: 'user', parts: textPart(prompt, bounds) }))
        .filter(({ parts }) => parts.length > 0),
    };
  },

  tools(body, bounds) {
    return toolDefinitions([...listOf(body.tools), ...listOf(body.functions)], bounds, (tool) => {
      const type = tool.type ?? 'function';
      const own = tool[wordOf(type)];
      const { name = type, description, parameters } = isObject(own) ? own : tool;
      return [{ type, name, description, parameters }];
    });
  },

  answer: (bounds) => new ChatAnswer(bounds),
};

function messageOf(item: Json, bounds: Bounds): Message {
  const role = wordOf(item.role);
  const name = typeof item.name === 'string' ? { name: wordOf(item.name) } : {};
  if (role === 'tool' || role === 'function') {
    const { content } = item;
    const parts = Array.isArray(content) ? partsOf(content, (part) => contentPart(part, bounds)) : content;
    return { role, ...name, parts: [toolResponse(item.tool_call_id, parts, bounds)] };
  }
  return { role, ...name, parts: messageParts(item, bounds) };
}

/** The parts of a message in a request or a whole answer. */
function messageParts(message: Json, bounds: Bounds): Part[] {
  const { content, audio } = message;
  return [
    ...textPart(message.reasoning_content ?? message.reasoning, bounds, 'reasoning'),
    ...contentOf(content, (part) => contentPart(part, bounds), bounds),
    ...textPart(message.refusal, bounds, 'refusal'),
    ...partsOf(message.images, (image) => imagePart(image)),
    ...(isObject(audio) ? [audioPart(audio.data, audio.transcript, bounds)] : []),
    ...partsOf(message.tool_calls, (call) => toolCallPart(call, bounds)),
    ...(isObject(message.function_call)
      ? [toolCall(undefined, message.function_call.name, message.function_call.arguments, bounds)]
      : []),
  ];
}

function contentPart(item: Json, bounds: Bounds): Part {
  switch (item.type) {
    case 'text':
      return { type: 'text', content: bounds.text(item.text) };
    case 'refusal':
      return { type: 'refusal', content: bounds.text(item.refusal) };
    case 'thinking':
      return { type: 'reasoning', content: bounds.text(thinkingText(item.thinking)) };
    case 'image_url':
      return imagePart(item);
    case 'video_url':
      return link('video', isObject(item.video_url) ? item.video_url.url : item.video_url);
    case 'input_audio': {
      const audio = isObject(item.input_audio) ? item.input_audio : {};
      return blob('audio', `audio/${String(audio.format)}`, audio.data);
    }
    case 'file': {
      const given = isObject(item.file) ? item.file : {};
      if (given.file_id !== undefined) return file('document', given.file_id);
      return link('document', given.file_data);
    }
    default:
      return otherPart(item.type);
  }
}

/** Mistral's thoughts: a text, or a list of texts. */
function thinkingText(thinking: unknown): string {
  if (typeof thinking === 'string') return thinking;
  return listOf(thinking)
    .map((piece) => (isObject(piece) && typeof piece.text === 'string' ? piece.text : ''))
    .join('');
}

function imagePart(item: Json): Part {
  return link('image', isObject(item.image_url) ? item.image_url.url : item.image_url);
}

function audioPart(data: unknown, transcript: unknown, bounds: Bounds): Part {
  return {
    ...blob('audio', undefined, data),
    ...(typeof transcript === 'string' && transcript !== '' && { transcript: bounds.text(transcript) }),
  };
}

function toolCallPart(call: Json, bounds: Bounds): Part {
  const own = isObject(call.function) ? call.function : isObject(call.custom) ? call.custom : {};
  return toolCall(call.id, own.name, own.arguments ?? own.input, bounds);
}

/** What has come of one choice. */
class Choice {
  readonly text: Pieces;
  readonly reasoning: Pieces;
  readonly refusal: Pieces;
  readonly transcript: Pieces;
  audioLength = 0;
  readonly images: Part[] = [];
  readonly calls: Map<number, { id: unknown; name: string; args: Pieces }> = new Map();
  /** A whole message, where the answer came in one piece. */
  whole: Json | undefined;

  constructor(bounds: Bounds) {
    this.text = new Pieces(bounds);
    this.reasoning = new Pieces(bounds);
    this.refusal = new Pieces(bounds);
    this.transcript = new Pieces(bounds);
  }
}

class ChatAnswer implements AnswerReader {
  readonly #bounds: Bounds;
  readonly #choices: Choice[] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  body(body: unknown): void {
    if (!isObject(body)) return;
    for (const [at, item] of listOf(body.choices).slice(0, MAX_CHOICES).entries()) {
      if (!isObject(item)) continue;
      const choice = this.#choice(item.index ?? at);
      if (isObject(item.message)) choice.whole = item.message;
      else choice.text.add(item.text);
    }
  }

  chunk(chunk: unknown): void {
    if (!isObject(chunk)) return;
    for (const [at, item] of listOf(chunk.choices).entries()) {
      if (!isObject(item)) continue;
      const choice = this.#choice(item.index ?? at);
      if (isObject(item.delta)) this.#add(choice, item.delta);
      // Some gateways answer a request for a stream with one whole message.
      else if (isObject(item.message)) choice.whole = item.message;
      else choice.text.add(item.text);
    }
  }

  #choice(index: unknown): Choice {
    const at = typeof index === 'number' && index >= 0 && index < MAX_CHOICES ? Math.trunc(index) : 0;
    while (this.#choices.length <= at) this.#choices.push(new Choice(this.#bounds));
    return this.#choices[at]!;
  }

  #add(choice: Choice, delta: Json): void {
    const { content, audio, function_call: old } = delta;
    choice.reasoning.add(delta.reasoning_content ?? delta.reasoning);
    choice.refusal.add(delta.refusal);
    if (typeof content === 'string') choice.text.add(content);
    else {
      for (const piece of listOf(content)) {
        if (!isObject(piece)) continue;
        if (piece.type === 'thinking') choice.reasoning.add(thinkingText(piece.thinking));
        else choice.text.add(piece.text);
      }
    }
    for (const image of listOf(delta.images)) {
      // The link is all that is kept of it: an image can be megabytes of base64.
      if (isObject(image) && choice.images.length < MAX_CHOICES) choice.images.push(imagePart(image));
    }
    if (isObject(audio)) {
      if (typeof audio.data === 'string') choice.audioLength += audio.data.length;
      choice.transcript.add(audio.transcript);
    }
    for (const call of listOf(delta.tool_calls)) {
      if (isObject(call)) this.#addCall(choice, call.index, call.id, call.function ?? call.custom);
    }
    if (isObject(old)) this.#addCall(choice, 0, undefined, old);
  }

  #addCall(choice: Choice, index: unknown, id: unknown, own: unknown): void {
    const at = typeof index === 'number' ? index : choice.calls.size;
    let call = choice.calls.get(at);
    if (call === undefined) {
      if (choice.calls.size >= MAX_TOOL_CALLS) return;
      call = { id, name: '', args: new Pieces(this.#bounds) };
      choice.calls.set(at, call);
    }
    call.id ??= id;
    if (!isObject(own)) return;
    if (typeof own.name === 'string' && call.name === '') call.name = own.name;
    const args = own.arguments ?? own.input;
    if (isObject(args)) call.args.add(JSON.stringify(args));
    else call.args.add(args);
  }

  messages(): Message[] {
    const bounds = this.#bounds;
    return this.#choices.map((choice): Message => {
      if (choice.whole !== undefined) {
        return { role: wordOf(choice.whole.role ?? 'assistant'), parts: messageParts(choice.whole, bounds) };
      }
      const spoken = choice.audioLength > 0 || choice.transcript.text !== '';
      return {
        role: 'assistant',
        parts: [
          ...textPart(choice.reasoning.text, bounds, 'reasoning'),
          ...textPart(choice.text.text, bounds),
          ...textPart(choice.refusal.text, bounds, 'refusal'),
          ...choice.images,
          ...(spoken
            ? [
                {
                  ...audioPart(undefined, choice.transcript.text, bounds),
                  size: Math.floor((choice.audioLength * 3) / 4),
                },
              ]
            : []),
          ...[...choice.calls.values()].map(({ id, name, args }) => toolCall(id, name, args.text, bounds)),
        ],
      };
    });
  }
}
