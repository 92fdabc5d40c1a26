/**
 * Messages as the GenAI conventions write them. Source: open-telemetry/semantic-conventions-genai,
 * model/gen-ai/gen-ai-{input-messages,output-messages,system-instructions,tool-definitions}.json.
 */
import { isObject, type Json } from '../families/family.ts';
import type { Bounds } from './bounds.ts';

/** `text`, `tool_call`, `tool_call_response`, `reasoning`, `blob`, `uri`, `file`, …; other types say only what they are. */
export interface Part {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
}

export interface Tool {
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  readonly parameters?: unknown;
}

const MAX_MESSAGES = 50;
const MAX_SYSTEM = 4;
const MAX_PARTS = 32;
const MAX_TOOLS = 64;

const TYPE = /^[\w.:-]{1,64}$/;
const ID = /^[\w.:/@+~=-]{1,128}$/;

/** A word that names a type, a role or a tool; anything else is `unknown`. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' && TYPE.test(value) ? value : 'unknown';

/** Types whose form the conventions define; a part of which only the type is known must not look like one. */
const DEFINED: ReadonlySet<string> = new Set(
  'text reasoning tool_call tool_call_response server_tool_call server_tool_call_response blob file uri'.split(
    ' ',
  ),
);

/** A part of which no more is taken than what it is. */
export function otherPart(type: unknown): Part {
  const word = wordOf(type);
  return { type: DEFINED.has(word) ? 'unknown' : word };
}

/** An id as it is, or null: the conventions' word for none. */
export const idOf = (value: unknown): string | null =>
  typeof value === 'string' && ID.test(value) ? value : null;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The parts of a list, each by `read`, which gives several, one or none. */
export function partsOf(list: unknown, read: (item: Json) => Part | undefined): Part[] {
  const parts: Part[] = [];
  for (const item of listOf(list)) {
    if (parts.length >= MAX_PARTS) break;
    const part = isObject(item) ? read(item) : undefined;
    if (part !== undefined) parts.push(part);
  }
  return parts;
}

/** One part, or none where there is no text. */
export function textPart(
  text: unknown,
  bounds: Bounds,
  type: 'text' | 'reasoning' | 'refusal' = 'text',
): Part[] {
  return typeof text === 'string' && text !== '' ? [{ type, content: bounds.text(text) }] : [];
}

/** What most APIs call content: a text, or a list of parts. */
export function contentOf(content: unknown, read: (part: Json) => Part | undefined, bounds: Bounds): Part[] {
  return Array.isArray(content) ? partsOf(content, read) : textPart(content, bounds);
}

export function toolCall(id: unknown, name: unknown, args: unknown, bounds: Bounds): Part {
  return { type: 'tool_call', id: idOf(id), name: wordOf(name), arguments: bounds.json(args ?? null) };
}

export function toolResponse(id: unknown, response: unknown, bounds: Bounds): Part {
  return { type: 'tool_call_response', id: idOf(id), response: bounds.json(response ?? null) };
}

/** A tool that the provider ran itself: that it did, not with what. */
export function serverToolCall(id: unknown, name: unknown): Part {
  const type = wordOf(name);
  return { type: 'server_tool_call', id: idOf(id), name: type, server_tool_call: { type } };
}

export function serverToolResponse(id: unknown, type: unknown): Part {
  return {
    type: 'server_tool_call_response',
    id: idOf(id),
    server_tool_call_response: { type: wordOf(type) },
  };
}

/** A tool as a request defines it. */
export interface ToolFacts {
  readonly type: unknown;
  readonly name: unknown;
  readonly description?: unknown;
  readonly parameters?: unknown;
}

/** Only these four members are taken: definitions of remote tools hold tokens and headers. */
export function toolDefinitions(
  tools: unknown,
  bounds: Bounds,
  read: (tool: Json) => readonly ToolFacts[],
): Tool[] {
  return listOf(tools)
    .slice(0, MAX_TOOLS)
    .flatMap((tool) => (isObject(tool) ? read(tool) : []))
    .slice(0, MAX_TOOLS)
    .map(({ type, name, description, parameters }) => ({
      type: wordOf(type),
      name: wordOf(name),
      ...(typeof description === 'string' && { description: bounds.text(description) }),
      ...(isObject(parameters) && { parameters: bounds.json(parameters) }),
    }));
}

/**
 * The first messages of the system and the last of the others, as far as there is room: what a model was
 * told to be, and what it was asked just now. Their order stays.
 */
export function boundedMessages(
  items: readonly unknown[],
  read: (item: Json) => Message | undefined,
  bounds: Bounds,
): Message[] {
  const messageOf = (item: unknown): Message | undefined => (isObject(item) ? read(item) : undefined);
  const first: Message[] = [];
  let head = 0;
  for (; head < Math.min(items.length, MAX_SYSTEM); head++) {
    const item = items[head];
    if (!isObject(item) || (item.role !== 'system' && item.role !== 'developer')) break;
    const message = messageOf(item);
    if (message !== undefined) first.push(message);
  }
  const last: Message[] = [];
  for (let at = items.length - 1; at >= head; at--) {
    if (first.length + last.length >= MAX_MESSAGES || bounds.spent) break;
    const message = messageOf(items[at]);
    if (message !== undefined) last.push(message);
  }
  return [...first, ...last.reverse()];
}
