/**
 * Gemini's generateContent, at Google AI Studio and at Vertex AI. Source: ai.google.dev/api/generate-content and
 * ai.google.dev/api/caching (Content, Part, Tool). Both spellings of members are accepted there and here.
 */
import { isObject, type Json } from '../families/family.ts';
import { type Bounds, Pieces } from './bounds.ts';
import { blob, link, modalityOf } from './media.ts';
import {
  boundedMessages,
  listOf,
  type Message,
  type Part,
  partsOf,
  serverToolCall,
  serverToolResponse,
  type ToolFacts,
  textPart,
  toolCall,
  toolDefinitions,
  toolResponse,
  wordOf,
} from './message.ts';
import type { AnswerReader, ContentReader } from './reader.ts';

const MAX_CANDIDATES = 16;
const MAX_PARTS = 64;

/** A member by its camelCase name, or by the snake_case one. */
function member(of: Json, name: string): unknown {
  return of[name] ?? of[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

export const GEMINI: ContentReader = {
  request(body, bounds) {
    const system = member(body, 'systemInstruction');
    const { contents } = body;
    return {
      instructions: isObject(system)
        ? partsOf(system.parts ?? [system], (part) => partOf(part, bounds))
        : textPart(system, bounds),
      messages: boundedMessages(
        Array.isArray(contents) ? contents : [contents],
        (content) => ({
          role: content.role === undefined ? 'user' : wordOf(content.role),
          parts: partsOf(content.parts, (part) => partOf(part, bounds)),
        }),
        bounds,
      ),
    };
  },

  tools(body, bounds) {
    return toolDefinitions(body.tools, bounds, (tool) =>
      Object.entries(tool).flatMap(([name, value]): ToolFacts[] => {
        if (name !== 'functionDeclarations' && name !== 'function_declarations')
          return [{ type: name, name }];
        return listOf(value).flatMap((declared) =>
          isObject(declared)
            ? [
                {
                  type: 'function',
                  name: declared.name,
                  description: declared.description,
                  parameters: declared.parameters ?? member(declared, 'parametersJsonSchema'),
                },
              ]
            : [],
        );
      }),
    );
  },

  answer: (bounds) => new GeminiAnswer(bounds),
};

function partOf(part: Json, bounds: Bounds): Part | undefined {
  if (typeof part.text === 'string') {
    return { type: part.thought === true ? 'reasoning' : 'text', content: bounds.text(part.text) };
  }
  const inline = member(part, 'inlineData');
  if (isObject(inline)) {
    const mime = member(inline, 'mimeType');
    return blob(modalityOf(mime), mime, inline.data);
  }
  const stored = member(part, 'fileData');
  if (isObject(stored)) {
    const mime = member(stored, 'mimeType');
    return link(modalityOf(mime), member(stored, 'fileUri'), mime);
  }
  const call = member(part, 'functionCall');
  if (isObject(call)) return toolCall(call.id, call.name, call.args, bounds);
  const response = member(part, 'functionResponse');
  if (isObject(response)) return toolResponse(response.id ?? response.name, response.response, bounds);
  if (member(part, 'executableCode') !== undefined) return serverToolCall(undefined, 'code_execution');
  if (member(part, 'codeExecutionResult') !== undefined)
    return serverToolResponse(undefined, 'code_execution');
  return undefined;
}

/** What has come of one candidate: texts grow, other parts come whole. */
type Piece = { readonly thought: boolean; readonly text: Pieces } | { readonly part: Part };

class GeminiAnswer implements AnswerReader {
  readonly #bounds: Bounds;
  readonly #candidates: Piece[][] = [];

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** Without `alt=sse` a stream is one JSON array of its chunks. */
  body(body: unknown): void {
    for (const chunk of Array.isArray(body) ? body : [body]) this.chunk(chunk);
  }

  chunk(chunk: unknown): void {
    if (!isObject(chunk)) return;
    for (const [at, candidate] of listOf(chunk.candidates).slice(0, MAX_CANDIDATES).entries()) {
      if (!isObject(candidate) || !isObject(candidate.content)) continue;
      const index = typeof candidate.index === 'number' ? candidate.index : at;
      if (!(index >= 0 && index < MAX_CANDIDATES)) continue;
      while (this.#candidates.length <= index) this.#candidates.push([]);
      for (const part of listOf(candidate.content.parts)) {
        if (isObject(part)) this.#add(this.#candidates[Math.trunc(index)]!, part);
      }
    }
  }

  #add(pieces: Piece[], part: Json): void {
    if (typeof part.text !== 'string') {
      const other = pieces.length < MAX_PARTS ? partOf(part, this.#bounds) : undefined;
      if (other !== undefined) pieces.push({ part: other });
      return;
    }
    const thought = part.thought === true;
    let last = pieces.at(-1);
    if (last === undefined || !('text' in last) || last.thought !== thought) {
      if (pieces.length >= MAX_PARTS) return;
      last = { thought, text: new Pieces(this.#bounds) };
      pieces.push(last);
    }
    last.text.add(part.text);
  }

  messages(): Message[] {
    return this.#candidates.map((pieces) => ({
      role: 'model',
      parts: pieces.flatMap((piece): Part[] => {
        if ('part' in piece) return [piece.part];
        return textPart(piece.text.text, this.#bounds, piece.thought ? 'reasoning' : 'text');
      }),
    }));
  }
}
