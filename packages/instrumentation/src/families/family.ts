import type { Result } from '../call/result.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** What a request says of itself; absent where it does not. */
export interface RequestFacts {
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

/**
 * One way of writing requests and answers. Everything here gets what somebody else wrote, assumes no shape, and
 * checks what it touches.
 */
export interface Family {
  /**
   * @param path URL or path of the request, for families that keep the model there.
   * @param headers in any form in which fetch takes them, for families that keep it there.
   */
  readRequest(body: unknown, path: string, headers: unknown): RequestFacts;
  /** A whole parsed answer. `inference`: a model was asked, so a body without an answer can be an error. */
  readBody(result: Result, body: unknown, inference: boolean): void;
  /** One parsed chunk or event of a stream. */
  readChunk(result: Result, chunk: unknown): void;
  /**
   * Finds in an event's text what makes it worth a parse: usage, a finish reason, an error. Text that a model
   * writes has its quotes escaped, so a quoted key is a key.
   */
  readonly telling: RegExp;
  /**
   * Finds the usage where every event repeats it, counting on: of those events only the last is worth a parse.
   */
  readonly counting?: RegExp;
  /** A stream can be one JSON array that comes in pieces. */
  readonly arrays?: true;
}

/** Google's paths name the model: `models/x:verb`, tuned ones by their collection. */
const MODEL_IN_PATH = /\/(models|tunedModels|endpoints)\/([^/:?#]+):\w+(?:[?#]|$)/;

/** The model that a path names, or undefined. */
export function modelOfPath(path: string): string | undefined {
  const [, collection, name] = MODEL_IN_PATH.exec(path) ?? [];
  if (collection === undefined || name === undefined) return undefined;
  return collection === 'models' ? decoded(name) : `${collection}/${decoded(name)}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The usual members of a request; `maxTokens` differs between families. */
export function commonFacts(body: Json, maxTokens: unknown): RequestFacts {
  return {
    model: filled(body.model),
    stream: body.stream === true ? true : undefined,
    maxTokens: numberOf(maxTokens),
    temperature: numberOf(body.temperature),
    topP: numberOf(body.top_p),
  };
}

const filled = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
