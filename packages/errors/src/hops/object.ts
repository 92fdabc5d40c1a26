import { endpointOfHost } from '@fuelgauge/semconv';
import { MAX_CODE, MAX_CODES, MAX_DEPTH } from '../limits.ts';
import { providerNamed } from '../providers.ts';
import { normalCode } from './codes.ts';
import { type HopDraft, newDraft } from './draft.ts';
import { arrayOf, isObject, numberOf, read, textOf } from './safe-read.ts';

/** What the unwrapping needs from its caller: how to read a text that stands inside an object. */
export interface Unwrapper {
  /** Adds the hops that an error's sentence speaks of; sets `draft.message` to what is left of it. */
  message(draft: HopDraft, text: string, depth: number): void;
  /** Adds the hops of an upstream's raw answer. */
  upstream(
    gateway: HopDraft,
    raw: unknown,
    provider: string | undefined,
    depth: number,
    inner?: HopDraft,
  ): void;
  /** A hop for the upstream, with the codes that the gateway passes on beside its own. */
  upstreamDraft(gateway: HopDraft): HopDraft;
  push(draft: HopDraft): boolean;
  /** Counts an object that is about to be read; false where the budget is spent. */
  enter(): boolean;
}

/** Keys under which an envelope carries the error proper, in the order tried. */
export const ENVELOPES = [
  'error',
  'errors',
  'Error',
  'response',
  'Response',
  'base_resp',
  'header',
  'detail',
  'fault',
  'exception',
  'err',
  'data',
  'body',
  'result',
  'cause',
  'lastError',
] as const;

/** Members that carry a code or a type, in the order tried. */
export const CODE_KEYS = [
  'code',
  'type',
  'error_type',
  'errorType',
  'error_code',
  'errorCode',
  'err_code',
  'reason',
  'Code',
  'Type',
  '__type',
  'errorcode',
  'subcode',
  'limit_source',
  'provider_error_code',
  'provider_code',
  'rate_limit_type',
  'error_category',
  'category',
  'status_code',
  'statusCode',
  'finish_reason',
  'name',
] as const;

/** Members that carry an HTTP status, in the order tried. */
export const STATUS_KEYS = [
  'status',
  'status_code',
  'statusCode',
  'http_status',
  'httpStatus',
  'httpStatusCode',
  'raw_status_code',
] as const;

/** Members that carry the sentence, in the order tried. */
export const MESSAGE_KEYS = [
  'message',
  'Message',
  'msg',
  'error_msg',
  'error_message',
  'errorMessage',
  'status_msg',
  'error_description',
  'faultstring',
  'description',
  'localizedMessage',
  'internal_message',
] as const;

/** Members that carry an error in the event streams of AWS. */
export const AWS_EVENTS = [
  'throttlingException',
  'modelStreamErrorException',
  'internalServerException',
  'validationException',
  'serviceUnavailableException',
  'modelTimeoutException',
] as const;

const isHttpStatus = (value: number): boolean => value >= 100 && value <= 599 && Number.isInteger(value);

/** Words that stand where a code could stand and say nothing. */
export const NO_CODE: RegExp = /^(?:none|null|error|undefined|success|ok|stop|failed|object)$/i;

/** Objects inside an error of which only `code` and `reason` are codes. */
export const INNER_CODE_KEYS = [
  'innererror',
  'inner_error',
  'availability',
  'moderation_details',
  'incomplete_details',
] as const;

/** Codes in the entries of `details` (google.rpc.Status, Anthropic). */
export const DETAIL_KEYS = ['reason', 'error_code', 'code', 'type', 'error_type'] as const;
/** Codes in `metadata` and `violations[]` of such an entry. */
export const QUOTA_KEYS = ['quotaId', 'quota_id', 'quota_limit', 'quotaMetric', 'quota_metric'] as const;
/** Codes in OpenRouter's `metadata`. */
export const METADATA_KEYS = [
  'limit_source',
  'error_type',
  'provider_error_code',
  'provider_code',
  'reason',
  'code',
  'type',
] as const;

/** Members that carry a wait, and how it is written. */
export const WAIT_KEYS = [
  ['retry_after', 'seconds'],
  ['retryAfter', 'seconds'],
  ['retry_after_seconds', 'seconds'],
  ['retry_after_ms', 'milliseconds'],
  ['retryDelay', 'duration'],
  ['reset_at', 'instant'],
  ['resets_at', 'instant'],
  ['resets_in_seconds', 'seconds'],
  ['reset_seconds', 'seconds'],
] as const;

/** Adds a code in normal spelling; three-digit HTTP statuses are no codes. */
export function addCode(draft: HopDraft, value: unknown, key = ''): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return;
    if (isHttpStatus(value) && key !== 'error_code') draft.status ??= value;
    else if (draft.codes.length < MAX_CODES) {
      const code = String(value);
      if (code !== '0' && code !== '-1') {
        draft.codes.push(code);
        draft.code ??= code;
      }
    }
    return;
  }
  if (typeof value !== 'string') return;
  const text = value.trim();
  if (text === '' || text.length > MAX_CODE || NO_CODE.test(text)) return;
  if (/^[1-5]\d\d$/.test(text) && key !== 'error_code') {
    draft.status ??= Number(text);
    return;
  }
  if (draft.codes.length >= MAX_CODES) return;
  // AWS writes `com.amazonaws.bedrock#ThrottlingException:http://…`.
  const bare = key === '__type' ? text.replace(/^.*#/, '').replace(/:.*$/s, '') : text;
  const code = normalCode(bare);
  if (!draft.codes.includes(code)) draft.codes.push(code);
  if (key === 'type' || key === 'Type') draft.type ??= bare;
  else if (key === 'code' || key === 'Code' || key === '__type' || key === 'error_code') draft.code ??= bare;
}

/** Reads the code-like members of one object into the draft. */
function readFields(draft: HopDraft, object: object): void {
  for (const key of CODE_KEYS) {
    const value = read(object, key);
    if (value !== undefined && value !== null) addCode(draft, value, key);
  }
  for (const key of STATUS_KEYS) {
    const value = read(object, key);
    const number = numberOf(value);
    if (number !== undefined && isHttpStatus(number)) draft.status ??= number;
    // google.rpc.Status has the gRPC name in `status`; the Google SDK puts the HTTP reason phrase there.
    else if (key === 'status' && typeof value === 'string') addCode(draft, value, key);
  }
  for (const [key, kind] of WAIT_KEYS) {
    const value = read(object, key);
    if (typeof value === 'number' || typeof value === 'string')
      draft.waits.push({ kind, value: String(value) });
  }
  for (const key of INNER_CODE_KEYS) {
    const inner = read(object, key);
    if (isObject(inner)) {
      addCode(draft, read(inner, 'code'), 'innererror');
      addCode(draft, read(inner, 'reason'), 'innererror');
    }
  }
  readDetails(draft, read(object, 'details'));
}

/** google.rpc.Status details, Anthropic's `details.error_code`, lists of either. */
export function readDetails(draft: HopDraft, details: unknown): void {
  if (!isObject(details)) return;
  const list = arrayOf(details, 16) ?? [details];
  for (const detail of list) {
    if (!isObject(detail)) continue;
    for (const key of DETAIL_KEYS) addCode(draft, read(detail, key), key);
    const delay = read(detail, 'retryDelay') ?? read(detail, 'retry_delay');
    if (typeof delay === 'string') draft.waits.push({ kind: 'duration', value: delay });
    const metadata = read(detail, 'metadata');
    const violations = arrayOf(read(detail, 'violations'), 16) ?? [];
    for (const source of [metadata, ...violations]) {
      if (!isObject(source)) continue;
      for (const key of QUOTA_KEYS) addCode(draft, read(source, key), key);
      const value = read(source, 'quotaValue') ?? read(source, 'quota_limit_value');
      if (value === '0' || value === 0) addCode(draft, 'quota_value_zero');
    }
  }
}

/** OpenRouter's `metadata`: who the upstream is, whose key was used there, what it said. */
function readMetadata(draft: HopDraft, metadata: unknown): { provider: string | undefined; raw: unknown } {
  if (!isObject(metadata)) return { provider: undefined, raw: undefined };
  for (const key of METADATA_KEYS) addCode(draft, read(metadata, key), key);
  if (arrayOf(read(metadata, 'reasons'), 1) !== undefined && read(metadata, 'flagged_input') !== undefined) {
    addCode(draft, 'flagged_input');
  }
  const byok = read(metadata, 'is_byok');
  if (typeof byok === 'boolean') draft.byok = byok;
  const headers = read(metadata, 'headers');
  if (isObject(headers)) {
    for (const key of ['Retry-After', 'retry-after', 'X-RateLimit-Reset', 'x-ratelimit-reset'] as const) {
      const value = read(headers, key);
      if (typeof value === 'string' || typeof value === 'number') {
        draft.waits.push({ kind: /retry/i.test(key) ? 'retry-after' : 'reset', value: String(value) });
      }
    }
  }
  for (const key of ['retry_after', 'retry_after_seconds'] as const) {
    const value = numberOf(read(metadata, key));
    if (value !== undefined) draft.waits.push({ kind: 'seconds', value: String(value) });
  }
  draft.previous = arrayOf(read(metadata, 'previous_errors'), 8) ?? draft.previous;
  // "openrouter" means the gateway itself.
  const written = textOf(read(metadata, 'provider_name'));
  const name = written?.toLowerCase() === 'openrouter' ? undefined : written;
  return { provider: name, raw: read(metadata, 'raw') };
}

/** Members of which an object has at least one that looks like an error, or like an envelope of one. */
export const ERROR_KEYS: readonly string[] = [
  ...ENVELOPES.slice(0, 9),
  ...MESSAGE_KEYS,
  'code',
  'error_code',
  '__type',
  'title',
  'raw',
  'promptFeedback',
  'candidates',
  'choices',
  'incomplete_details',
  ...AWS_EVENTS,
];

/** Does the object look like an error, or like an envelope of one? */
export function looksLikeError(object: object): boolean {
  for (const key of ERROR_KEYS) {
    const value = read(object, key);
    if (value !== undefined && value !== null && value !== '') return true;
  }
  return false;
}

/** The `details` of a google.rpc.Status, printed behind its message. */
export function looksLikeDetails(value: object): boolean {
  const first = arrayOf(value, 1)?.[0];
  return isObject(first) && /google\.rpc\./.test(textOf(read(first, '@type')) ?? '');
}

/** Members by which an object inside a sentence is another system's error: one of `alone`, or a message with one of `beside`. */
export const QUOTED_ERROR_KEYS = {
  /** One of them is enough. */
  alone: ['error', 'errors', 'detail', '__type', 'error_code', 'error_msg', 'raw', 'base_resp'],
  /** One of them, with one of `beside`. */
  message: ['message', 'msg', 'Message'],
  /** What makes a message an error's. */
  beside: ['code', 'type', 'status', 'statusCode', 'http_status', 'object'],
} as const;

/** Inside a sentence only what has an envelope, or a message with a code, is another system's error. */
export function looksLikeQuotedError(object: object): boolean {
  const list = arrayOf(object, 1);
  if (list) return isObject(list[0]) && looksLikeQuotedError(list[0]);
  const has = (key: string): boolean => {
    const value = read(object, key);
    return value !== undefined && value !== null && value !== '';
  };
  const { alone, message, beside } = QUOTED_ERROR_KEYS;
  return alone.some(has) || (message.some(has) && beside.some(has));
}

/**
 * Reads one object into hops. `draft` is the hop that an outer envelope has begun, so that what stands beside
 * `error` is not lost. False where nothing in it was an error.
 */
export function readObject(
  unwrap: Unwrapper,
  value: object,
  depth: number,
  draft: HopDraft = newDraft(),
): boolean {
  if (depth > MAX_DEPTH || !unwrap.enter()) return false;
  const list = arrayOf(value, 8);
  if (list) {
    for (const item of list) {
      if (
        isObject(item) ? readObject(unwrap, item, depth + 1, draft) : typeof item === 'string' && item !== ''
      ) {
        if (typeof item === 'string') finish(unwrap, draft, item, value, depth);
        return true;
      }
    }
    return false;
  }
  const choice = arrayOf(read(value, 'choices'), 1)?.[0];
  if (isObject(choice) && !isObject(read(value, 'error'))) {
    const inner = read(choice, 'error');
    if (isObject(inner)) {
      noteProvider(draft, read(value, 'provider'));
      return readObject(unwrap, inner, depth + 1, draft);
    }
    const finish = read(choice, 'finish_reason');
    if (finish !== 'error' && finish !== 'content_filter') return false;
    addCode(draft, finish === 'error' ? 'finish_reason_error' : 'finish_reason_content_filter');
    return unwrap.push(draft);
  }
  const block = googleBlock(value);
  if (block !== undefined) {
    addCode(draft, block);
    return unwrap.push(draft);
  }
  readFields(draft, value);
  const exceptionKey = awsEventKey(value);
  if (exceptionKey) {
    addCode(draft, exceptionKey, 'code');
    const inner = read(value, exceptionKey);
    if (isObject(inner)) return readObject(unwrap, inner, depth + 1, draft);
  }
  noteSource(draft, value);
  for (const key of ENVELOPES) {
    const inner = read(value, key);
    if (inner === undefined || inner === null || inner === '') continue;
    if (isObject(inner)) {
      // A list or an object beside a message is detail of that message, not the error proper.
      if (key !== 'error' && ownMessage(value) !== undefined && key !== 'response') continue;
      if (isHeaders(key, inner)) continue;
      const list = arrayOf(inner, 1);
      if (list && list.length === 0) continue;
      const metadata = readMetadata(draft, read(value, 'metadata'));
      const message = ownMessage(value);
      const before = draft.message;
      if (message !== undefined && before === '') draft.message = message;
      if (readObject(unwrap, inner, depth + 1, draft)) return true;
      draft.message = before;
      if (metadata.raw !== undefined) break;
    } else if (
      typeof inner === 'string' &&
      (key === 'error' || key === 'detail' || key === 'errors' || key === 'exception')
    ) {
      const extra = key === 'detail' ? textOf(read(value, 'title')) : undefined;
      const said = [extra, inner, key === 'error' ? ownMessage(value) : undefined].filter(
        (part, at, parts) => part !== undefined && parts.indexOf(part) === at,
      );
      if (key === 'error' && !/\s/.test(inner)) addCode(draft, inner, 'code');
      finish(unwrap, draft, said.join(': '), value, depth);
      return true;
    }
  }
  const message = ownMessage(value) ?? textOf(read(value, 'title'));
  if (
    message !== undefined ||
    draft.codes.length > 0 ||
    read(value, 'metadata') !== undefined ||
    draft.status !== undefined
  ) {
    finish(unwrap, draft, message ?? draft.message, value, depth);
    return true;
  }
  return false;
}

/** Reasons by which a candidate of Gemini's ended without an answer. */
export const GOOGLE_BLOCKED: RegExp =
  /^(?:(?:IMAGE_)?SAFETY|(?:IMAGE_)?PROHIBITED_CONTENT|BLOCKLIST|SPII|(?:IMAGE_)?RECITATION)$/;

/** Gemini's answers without an answer: `promptFeedback.blockReason`, a candidate that ended by a filter. */
function googleBlock(value: object): string | undefined {
  const feedback = read(value, 'promptFeedback');
  if (isObject(feedback) && textOf(read(feedback, 'blockReason')) !== undefined) return 'content_blocked';
  const candidate = arrayOf(read(value, 'candidates'), 1)?.[0];
  const reason = isObject(candidate) ? textOf(read(candidate, 'finishReason')) : undefined;
  return reason !== undefined && GOOGLE_BLOCKED.test(reason) ? 'content_blocked' : undefined;
}

/** `{"throttlingException":{"message":…}}`: the event streams of AWS. */
function awsEventKey(value: object): string | undefined {
  for (const key of AWS_EVENTS) {
    if (isObject(read(value, key))) return key;
  }
  return undefined;
}

/** iFlytek's `header` has a code; an HTTP `header` or `body` beside it does not. */
function isHeaders(key: string, inner: object): boolean {
  return key === 'header' && read(inner, 'code') === undefined;
}

function ownMessage(value: object): string | undefined {
  for (const key of MESSAGE_KEYS) {
    const text = read(value, key);
    if (typeof text === 'string' && text !== '') return text;
    if (isObject(text)) {
      const nested = textOf(read(text, 'message')) ?? textOf(read(text, 'content'));
      if (nested !== undefined) return nested;
    }
  }
  return undefined;
}

/**
 * Who says it, where the gateway tells: Merge's `source` and Requesty's `origin` (the gateway itself, or a
 * provider), OpenRouter's and Portkey's `provider`, Vercel's last attempt with the kind of key used.
 */
function noteSource(draft: HopDraft, value: object): void {
  const source = read(value, 'source') ?? read(value, 'origin');
  if (source === 'gateway' || source === 'router') return;
  if (source === 'provider' || source === 'upstream') addCode(draft, 'provider_error');
  noteProvider(draft, read(value, 'provider'));
  const metadata = read(value, 'providerMetadata');
  const gateway = isObject(metadata) ? read(metadata, 'gateway') : undefined;
  const routing = isObject(gateway) ? read(gateway, 'routing') : undefined;
  // Listed for the call, or since 2026 for each model that was tried.
  const last = lastOf(routing, 'attempts') ?? lastOf(lastOf(routing, 'modelAttempts'), 'providerAttempts');
  if (last === undefined) return;
  noteProvider(draft, read(last, 'provider'));
  draft.byok ??= read(last, 'credentialType') === 'byok';
}

function lastOf(holder: unknown, list: string): object | undefined {
  const items = isObject(holder) ? arrayOf(read(holder, list), 16) : undefined;
  const last = items?.[items.length - 1];
  return isObject(last) ? last : undefined;
}

/** Vercel's gateway puts the failed call to the provider, as its own AI SDK threw it, into `param`. */
function failedCall(param: unknown): { provider: string | undefined; status: unknown } | undefined {
  if (!isObject(param)) return undefined;
  const status = read(param, 'statusCode');
  const url = textOf(read(param, 'url'));
  if (url === undefined || status === undefined) return undefined;
  const host = /^https?:\/\/([a-z0-9.-]{4,80})/i.exec(url)?.[1];
  return { provider: host === undefined ? undefined : endpointOfHost(host)?.provider, status };
}

function noteProvider(draft: HopDraft, provider: unknown): void {
  const name = textOf(provider);
  if (name !== undefined && name.length <= 40) draft.upstreamName ??= name;
}

/** The hop is complete: its sentence, then the upstream that its metadata speaks of. */
function finish(unwrap: Unwrapper, draft: HopDraft, message: string, value: object, depth: number): void {
  const metadata = readMetadata(draft, read(value, 'metadata'));
  const provider = metadata.provider ?? draft.upstreamName;
  const named = provider === undefined ? undefined : providerNamed(provider);
  if (!unwrap.push(draft)) return;
  if (metadata.raw !== undefined && metadata.raw !== null && metadata.raw !== '') {
    draft.wraps = message.startsWith('Provider returned error');
    draft.message = draft.wraps ? 'Provider returned error' : message;
    unwrap.upstream(draft, metadata.raw, provider, depth + 1, unwrap.upstreamDraft(draft));
    return;
  }
  if (named) draft.upstreamName = provider;
  const call = failedCall(read(value, 'param'));
  if (call) {
    draft.message = '';
    draft.wraps = true;
    unwrap.upstream(draft, { message, statusCode: call.status }, call.provider, depth + 1);
    return;
  }
  unwrap.message(draft, message, depth + 1);
}
