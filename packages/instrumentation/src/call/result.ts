/**
 * What an answer says of itself. Read from objects that the application's own client has parsed, whole
 * bodies and stream chunks alike; nothing in here may assume a shape, so every step checks what it touches.
 */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
/** What a model's name, an id, a finish reason look like; anything else is text that somebody put in its place. */
const NAME = /^[\w.:/@+~-]{1,128}$/;
const REASON = /^[A-Za-z_]{1,40}$/;
const MAX_CHOICES = 16;

const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' && NAME.test(value) ? value : undefined;

/** Collects id, model, finish reasons, usage and an error from the pieces of one answer. */
export class Result {
  id: string | undefined;
  model: string | undefined;
  finishReasons: string[] | undefined;
  /** The provider's usage object, as it came. */
  usage: unknown;
  /** The object in which the usage stood: some providers put the cost beside it. */
  body: unknown;
  serviceTier: string | undefined;
  /** The whole object in which an error stood, inside an HTTP 200. */
  error: unknown;

  /** A whole parsed body. */
  readBody(body: unknown, inference: boolean): void {
    if (!isObject(body)) return;
    this.#identity(body);
    if (body.usage !== undefined && body.usage !== null) this.#use(body, body.usage);
    this.body ??= body;
    const choices = body.choices;
    if (Array.isArray(choices)) {
      this.#choices(choices, body);
    } else if (body.object === 'response') {
      this.#response(body, body);
      return;
    }
    if (body.error !== undefined && body.error !== null && body.error !== false && body.error !== '')
      this.error ??= body;
    else if (inference && choices === undefined && saysError(body)) this.error ??= body;
  }

  /** One chunk of a stream: OpenAI chat or text completions, a Responses event, or an Assistants event. */
  readChunk(chunk: unknown): void {
    if (!isObject(chunk)) return;
    const choices = chunk.choices;
    if (choices !== undefined) {
      if (this.id === undefined) this.#identity(chunk);
      if (Array.isArray(choices)) this.#choices(choices, chunk);
      const usage = chunk.usage;
      if (usage !== undefined && usage !== null) this.#use(chunk, usage);
      if (chunk.error !== undefined && chunk.error !== null) this.error ??= chunk;
      return;
    }
    this.#event(chunk);
  }

  #identity(from: Json): void {
    this.id ??= nameOf(from.id);
    this.model ??= nameOf(from.model);
    this.serviceTier ??= nameOf(from.service_tier);
  }

  #use(body: Json, usage: unknown): void {
    this.usage = usage;
    this.body = body;
    if (this.model === undefined) this.#identity(body);
  }

  #choices(choices: readonly unknown[], body: Json): void {
    for (let at = 0; at < Math.min(choices.length, MAX_CHOICES); at++) {
      const choice: unknown = choices[at];
      if (!isObject(choice)) continue;
      const reason = choice.finish_reason;
      if (typeof reason === 'string' && REASON.test(reason)) {
        const index =
          typeof choice.index === 'number' && choice.index >= 0 && choice.index < MAX_CHOICES
            ? choice.index
            : at;
        this.finishReasons ??= [];
        while (this.finishReasons.length < index) this.finishReasons.push('');
        this.finishReasons[index] = reason;
      }
      if (choice.error !== undefined && choice.error !== null) this.error ??= body;
    }
  }

  /** The Responses API's response object; its `error` is null unless it failed. */
  #response(response: Json, carrier: Json): void {
    this.#identity(response);
    if (isObject(response.usage)) this.#use(response, response.usage);
    const status = response.status;
    if (status === 'completed') this.finishReasons = ['stop'];
    else if (status === 'incomplete') {
      const details = response.incomplete_details;
      this.finishReasons = [(isObject(details) && nameOf(details.reason)) || 'incomplete'];
    } else if (status === 'failed') {
      this.finishReasons = ['error'];
      this.error ??= carrier;
    } else if (status === 'cancelled') this.finishReasons = ['cancelled'];
    if (response.error !== undefined && response.error !== null) this.error ??= carrier;
  }

  #event(chunk: Json): void {
    const type = chunk.type;
    if (typeof type === 'string') {
      if (type.endsWith('.delta')) return;
      if (isObject(chunk.response)) this.#response(chunk.response, chunk);
      else if (isObject(chunk.usage)) this.#use(chunk, chunk.usage);
      if (type === 'error') this.error ??= chunk;
      return;
    }
    if (typeof chunk.event === 'string' && isObject(chunk.data)) {
      const data = chunk.data;
      if (isObject(data.usage)) this.#use(data, data.usage);
      if (chunk.event === 'error' || isObject(data.last_error)) this.error ??= chunk;
      return;
    }
    if (chunk.error !== undefined && chunk.error !== null) this.error ??= chunk;
    if (chunk.usage !== undefined && chunk.usage !== null) this.#use(chunk, chunk.usage);
  }
}

/** A 200 body with nothing of an answer in it and the marks of an error: a code and a message of its own. */
function saysError(body: Json): boolean {
  if (body.data !== undefined || body.output !== undefined || body.text !== undefined) return false;
  const base = body.base_resp;
  if (isObject(base)) return base.status_code !== 0 && base.status_code !== undefined;
  if (body.success === false || body.type === 'error') return true;
  const message = body.message ?? body.msg ?? body.error_msg ?? body.detail;
  const code = body.code ?? body.error_code ?? body.status ?? body.statusCode;
  return typeof message === 'string' && code !== undefined && code !== 0 && code !== '0' && code !== 200;
}
