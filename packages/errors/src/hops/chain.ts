import { type Endpoint, endpointOfHost } from '@fuelgauge/semconv';
import { MAX_DEPTH, MAX_HOPS, MAX_OBJECTS, MAX_PARSES, MAX_TEXT } from '../limits.ts';
import { isKnownProvider, providerNamed } from '../providers.ts';
import { type HopDraft, newDraft } from './draft.ts';
import { isHtml, readHtml } from './html.ts';
import {
  addCode,
  looksLikeDetails,
  looksLikeError,
  looksLikeQuotedError,
  readDetails,
  readObject,
  type Unwrapper,
} from './object.ts';
import { isObject } from './safe-read.ts';
import { eventData, isEventStream } from './sse.ts';
import {
  findEmbedded,
  leadingException,
  leadingStatus,
  takeWrapper,
  unescapeOnce,
  type Wrapper,
} from './text.ts';
import { parseJson } from './tolerant-json.ts';

/** Codes by which a gateway says that the error is its upstream's. */
export const UPSTREAM_CODE: RegExp =
  /^(?:upstream|provider)_(?:\w+_)?error$|^(?:upstream|provider)_error(?:_\w+)?$|^provider_returned_error$|^bad_response(?:_status_code|_body)?$|^do_request_failed$|^channel[:_]/;

/** Codes that only the gateway itself gives. */
export const OWN_CODE: RegExp =
  /^openrouter_|^(?:new|one)_api_|_api_error$|^gateway_|^customer_|_for_entity_/;
/** Sentences of OpenRouter about the caller's own account and keys, whatever provider stands beside them. */
export const OWN_WORDS: RegExp =
  /openrouter\.ai\/(?:settings|workspaces)\/\S{0,80}?(?:credits|keys)|can only afford|free-models-per-/i;

/** one-api, new-api and their forks put their own request id behind every sentence, an upstream's included. */
export const RELAYED: RegExp = /\(request id: ?20\d{12}\w*\)\s*$/;
/** What these relays say themselves. */
export const RELAYS_OWN: RegExp =
  /令牌|渠道|通道|分组|分組|用户|用戶|[额額]度|饱和|\b(?:user|token) (?:remain )?quota|\bchannel\b|under group|invalid token\b|this token\b/i;
/** Codes that only these relays give, about their own accounts and channels. */
export const RELAYS_OWN_CODE: RegExp =
  /^insufficient_user_quota$|^pre_consume_|^entitlement_|^token_concurrency_|^get_channel_/;

/** Statuses with which a request is refused; what is quoted then is the request. */
export const REQUEST_REFUSED: readonly number[] = [400, 413, 415, 422];

/** In a client's text these words are a gateway's all the same. */
export const PROVIDER_SAID: RegExp =
  /\b(?:Error from provider ?\(|(?:the )?upstream provider\s+['"]?[\w.-]{2,30}['"]? returned|Provider returned (?:an? )?error\b|Upstream error from )/i;

/** `anthropic error: …`, as Portkey and others put it. */
export const SAID_BY: RegExp = /^([\w.-]{2,30})(?: API| response)? error: ([\s\S]+)/i;

/** The name in a `metadata` whose quotes were lost. */
export const PROVIDER_FRAGMENT: RegExp = /"?provider_name\\*["']\s{0,4}:\s{0,4}\\*["']([\w .-]{2,40})\\*["']/;

/** Whose error a sentence says it is: `DeepInfra API error (429): …`. */
export const LEAD: RegExp =
  /^([A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3}) (?:API )?error(?: \(?\d{3}\)?)?: ([\s\S]+)/i;

/** Words before an object by which a client says that the object is an upstream's. */
export const UPSTREAM_RETURNED: RegExp = /\b(?:provider|upstream) (?:returned|responded)/i;

/** A label around a sentence or before it, as in `[API Error: …]` and `[503] …`: no list. */
export const LABEL: RegExp = /^\[\s*(?:[^\s{["'\d\\\]]|[45]\d\d(?: [A-Z]|\][ :]))/;

/** The status of an upstream's answer, before that answer: `Error code: 400 - {…}`, `upstream (429 Too Many): {…}`. */
export const STATUS_BEFORE: RegExp = /\b([45]\d\d)(?: [A-Z][A-Za-z ]{2,30})?[\s):.,-]{0,5}$/;

/** Who stands in a wrapper's words: `DeepInfra error: {…}`. */
export const NAME_BEFORE: RegExp = /([\w.-]{2,30})(?: API)? (?:error|exception|returned|failed)/i;

/** What has been read of one error. */
export interface Budget {
  objects: number;
}

/** Unwraps one payload into the chain of systems that spoke, outermost first. */
export class Chain implements Unwrapper {
  readonly hops: HopDraft[] = [];
  /** Is the endpoint that was called known to be a gateway? Undefined when it is not known at all. */
  readonly gateway: boolean | undefined;
  /** Name that a client library's text gives to the endpoint (`OpenrouterException`). */
  endpointName: string | undefined;
  private parses = 0;

  /** `gen_ai.provider.name` of the endpoint, when known. */
  private readonly family: string | undefined;

  /** HTTP status of the response. */
  private readonly status: number | undefined;
  /** Is it a client library's text that is read, and no body of a response? */
  private fromLibrary = false;
  /** Is it a text that stands in no object? A client's words look like a gateway's there. */
  private bare = false;

  private readonly budget: Budget;

  /** @param budget shared by the chains of one error. */
  constructor(endpoint: Endpoint | undefined, status: number | undefined, budget: Budget) {
    this.budget = budget;
    this.status = status;
    this.gateway = endpoint?.gateway;
    this.family = endpoint?.provider;
  }

  push(draft: HopDraft): boolean {
    if (this.hops.length >= MAX_HOPS) return false;
    if (!this.hops.includes(draft)) this.hops.push(draft);
    return true;
  }

  enter(): boolean {
    return ++this.budget.objects <= MAX_OBJECTS;
  }

  /** Reads a body: an object, or a text of any form. `library`: the text is a client library's, not a body. */
  read(value: unknown, library: boolean): void {
    this.fromLibrary = library;
    if (isObject(value)) readObject(this, value, 0);
    else if (typeof value === 'string') this.body(cap(value), 0, newDraft(), library);
  }

  /** A text that stands where a whole answer can stand. */
  private body(raw: string, depth: number, draft: HopDraft, library: boolean): void {
    if (depth > MAX_DEPTH || ++this.parses > MAX_PARSES) return;
    const text = raw.trim();
    if (text === '') return;
    if (isHtml(text)) {
      readHtml(draft, text);
      this.push(draft);
      return;
    }
    if (isEventStream(text)) {
      for (const data of eventData(text)) {
        const before = this.hops.length;
        this.body(data, depth + 1, newDraft(), false);
        if (this.hops.length > before) return;
      }
      return;
    }
    // `[API Error: …]` is a label around a sentence, no list.
    const label = LABEL.test(text);
    const parsed = label
      ? undefined
      : /^[{[]\s*\\/.test(text)
        ? parseJson(unescapeOnce(text))
        : parseJson(text);
    if (isObject(parsed)) {
      readObject(this, parsed, depth + 1, draft);
      return;
    }
    // A whole answer that was made a string once more.
    if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) {
      this.body(unescapeOnce(text.slice(1, -1)), depth + 1, draft, library);
      return;
    }
    this.plain(text, depth, draft, library);
  }

  /** Words, perhaps with an object or another system's sentence inside. */
  private plain(text: string, depth: number, draft: HopDraft, library: boolean): void {
    draft.status ??= leadingStatus(text);
    const exception = leadingException(text);
    if (exception) addCode(draft, exception, 'type');
    if (!library) {
      this.push(draft);
      this.message(draft, text, depth);
      return;
    }
    const wrapped = fromLitellm(text);
    const wrapper = takeWrapper(wrapped);
    if (wrapper?.upstream !== undefined && /Exception\b/.test(wrapped.slice(0, 160))) {
      if (this.gateway === undefined && wrapper.routed && this.hops.length === 0) {
        this.endpointName = 'litellm';
        draft.message = text.slice(0, text.length - wrapped.length).trim();
        draft.wraps = true;
        this.push(draft);
        this.upstream(draft, wrapper.rest, wrapper.upstream, depth + 1, innerOf(wrapper));
        return;
      }
      // LiteLLM as a library names the endpoint that it called; it is no gateway.
      this.endpointName ??= wrapper.upstream;
      if (wrapper.exception) addCode(draft, wrapper.exception, 'type');
      this.body(wrapper.rest, depth + 1, draft, true);
      return;
    }
    const said = this.gateway === false ? -1 : beforeObject(text).search(PROVIDER_SAID);
    if (said >= 0) {
      this.push(draft);
      this.message(draft, text.slice(said), depth);
      return;
    }
    const embedded = findEmbedded(text, looksLikeError);
    if (embedded && ++this.parses <= MAX_PARSES) {
      if (UPSTREAM_RETURNED.test(embedded.before) && this.gateway !== false) {
        draft.message = embedded.before.trim();
        this.push(draft);
        this.upstream(draft, embedded.value, undefined, depth + 1);
        return;
      }
      const before = this.hops.length;
      if (readObject(this, embedded.value, depth + 1, draft)) {
        const read = this.hops[before];
        if (read && read.message === '' && embedded.before.length > 40) read.message = embedded.before.trim();
        return;
      }
    }
    this.push(draft);
    this.bare = true;
    const details = text.includes('google.rpc.') ? findEmbedded(text, looksLikeDetails) : undefined;
    if (details) {
      readDetails(draft, details.value);
      draft.message = details.before.trim();
      return;
    }
    this.message(draft, quotedAfterStatus(text) ?? text, depth);
  }

  message(draft: HopDraft, whole: string, depth: number): void {
    // A body that came parsed has not been cut yet.
    const text = cap(whole);
    if (depth > MAX_DEPTH || ++this.parses > MAX_PARSES) {
      draft.message = text;
      return;
    }
    const trimmed = text.trim();
    draft.message = trimmed;
    const named = draft.upstreamName;
    if (/^[{[]/.test(trimmed)) {
      const parsed = /^[{[]\s*\\/.test(trimmed) ? parseJson(unescapeOnce(trimmed)) : parseJson(trimmed);
      if (isObject(parsed) && looksLikeError(parsed)) {
        // Google's JS SDK puts the whole body into `message`: the same system, not another one.
        if (this.gateway === true || this.saysUpstream(draft)) {
          draft.message = '';
          this.upstream(draft, parsed, named, depth + 1);
        } else {
          draft.message = '';
          readObject(this, parsed, depth + 1, draft);
        }
        return;
      }
    }
    const wrapper = takeWrapper(trimmed);
    if (wrapper && this.gateway === false && this.fromLibrary && this.hops[0] === draft) {
      // In a client's text "provider" is the endpoint that it called, which passes nobody else's errors on.
      draft.status ??= wrapper.status;
      this.message(draft, wrapper.rest, depth + 1);
      return;
    }
    if (wrapper) {
      draft.message = trimmed.slice(0, trimmed.length - wrapper.rest.length).trim();
      draft.wraps = true;
      this.upstream(draft, wrapper.rest, wrapper.upstream ?? named, depth + 1, innerOf(wrapper));
      return;
    }
    if (
      this.fromLibrary &&
      draft.codes.every((code) => CLIENT_CODE.test(code)) &&
      this.logged(draft, trimmed, depth)
    )
      return;
    const embedded = findEmbedded(trimmed, looksLikeQuotedError);
    if (embedded) {
      draft.message = `${embedded.before} ${embedded.after}`.trim();
      // A provider that refuses a request quotes the request, not another system's error.
      if (this.gateway === false && REQUEST_REFUSED.includes(draft.status ?? this.status ?? 0)) return;
      // What stands unnamed in the words of an upstream is its own.
      const around = this.hops[0] === draft ? undefined : draft.provider;
      const name = this.nameIn(embedded.before) ?? named ?? around;
      if (
        this.gateway === false &&
        name === undefined &&
        !/\b(?:upstream|provider)\b/i.test(embedded.before)
      ) {
        // The provider's own error inside its own sentence.
        const own = draft.message;
        draft.message = '';
        if (!readObject(this, embedded.value, depth + 1, draft)) draft.message = own;
        return;
      }
      const inner = newDraft();
      const status = STATUS_BEFORE.exec(embedded.before.slice(-60))?.[1];
      if (status !== undefined) inner.status = Number(status);
      this.upstream(draft, embedded.value, name, depth + 1, inner);
      return;
    }
    // Portkey and others: `anthropic error: …`.
    const said =
      (this.gateway === true || (this.gateway === undefined && !this.bare)) &&
      this.hops.length === 1 &&
      !OWN_WORDS.test(trimmed)
        ? SAID_BY.exec(trimmed)
        : null;
    if (said?.[1] && said[2] && isKnownProvider(said[1])) {
      draft.message = trimmed.slice(0, trimmed.length - said[2].length).trim();
      draft.wraps = true;
      this.upstream(draft, said[2], said[1], depth + 1, this.upstreamDraft(draft));
      return;
    }
    if (named !== undefined && !OWN_WORDS.test(trimmed)) {
      this.upstream(draft, trimmed, named, depth + 1, this.upstreamDraft(draft));
      return;
    }
    const linked = this.gateway === true && this.hops.length === 1 ? linkedProvider(trimmed) : undefined;
    if (linked !== undefined) {
      this.upstream(draft, trimmed, linked, depth + 1, this.upstreamDraft(draft));
      return;
    }
    if (this.saysUpstream(draft)) {
      const lead = LEAD.exec(trimmed);
      this.upstream(draft, lead?.[2] ?? trimmed, lead?.[1], depth + 1, this.upstreamDraft(draft));
      return;
    }
    if (this.passesOn(draft, trimmed)) {
      draft.message = '';
      draft.wraps = true;
      this.upstream(draft, trimmed, undefined, depth + 1, this.upstreamDraft(draft));
      return;
    }
    if (/^Provider returned (?:an? )?error/i.test(trimmed)) {
      const inner = newDraft();
      inner.status = draft.status;
      this.push(inner);
    }
  }

  /** A logger's own object around a client's text: the same system, not another one. */
  private logged(draft: HopDraft, text: string, depth: number): boolean {
    const embedded = findEmbedded(text, looksLikeError);
    if (!embedded || !CLIENT_PREFIX.test(embedded.before)) return false;
    this.hops.splice(this.hops.indexOf(draft), 1);
    draft.message = '';
    draft.status ??= leadingStatus(embedded.before);
    if (readObject(this, embedded.value, depth + 1, draft)) return true;
    draft.message = text;
    return this.push(draft);
  }

  upstream(
    gateway: HopDraft,
    raw: unknown,
    provider: string | undefined,
    depth: number,
    draft: HopDraft = newDraft(),
  ): void {
    if (this.hops.length >= MAX_HOPS || depth > MAX_DEPTH) return;
    // In a text whose escapes were lost, what follows the sentence is glued to it.
    const fragment = typeof raw === 'string' ? PROVIDER_FRAGMENT.exec(raw.slice(0, 2_000))?.[1] : undefined;
    const name = providerNamed(provider ?? fragment ?? '');
    // "openrouter" as provider_name at OpenRouter means the gateway itself.
    if (name && name.family === this.family && this.hops.length === 1) {
      if (typeof raw === 'string') gateway.message = raw;
      gateway.upstreamName = undefined;
      for (const code of draft.codes) addCode(gateway, code, 'code');
      return;
    }
    draft.provider = name?.id;
    const before = this.hops.length;
    if (isObject(raw)) readObject(this, raw, depth, draft);
    else if (typeof raw === 'string') this.body(cap(raw), depth, draft, false);
    if (this.hops.length === before) this.push(draft);
    const inner = this.hops[before];
    if (inner) {
      inner.provider ??= name?.id;
      inner.status ??= gateway.status;
    }
  }

  /** Does a relay of unknown address pass an upstream's error on, with its own request id behind it? */
  private passesOn(draft: HopDraft, text: string): boolean {
    return (
      this.gateway !== false &&
      this.hops.length === 1 &&
      RELAYED.test(text) &&
      !RELAYS_OWN.test(text) &&
      !draft.codes.some((code) => OWN_CODE.test(code) || RELAYS_OWN_CODE.test(code))
    );
  }

  private saysUpstream(draft: HopDraft): boolean {
    return draft.codes.some((code) => UPSTREAM_CODE.test(code));
  }

  /** A hop for the upstream, with the codes that the gateway passes on beside its own. */
  upstreamDraft(gateway: HopDraft): HopDraft {
    const inner = newDraft();
    const own = gateway.codes.filter((code) => UPSTREAM_CODE.test(code) || OWN_CODE.test(code));
    for (const code of gateway.codes) if (!own.includes(code)) addCode(inner, code, 'code');
    gateway.codes.length = 0;
    gateway.codes.push(...own);
    return inner;
  }

  /** The provider that stands in a wrapper's words: `DeepInfra error: {…}`. */
  private nameIn(prefix: string): string | undefined {
    const found = NAME_BEFORE.exec(prefix.slice(-80));
    return found?.[1] && isKnownProvider(found[1]) ? found[1] : undefined;
  }
}

/** A provider whose own documentation a sentence points to: at a gateway, that provider's sentence. */
function linkedProvider(text: string): string | undefined {
  for (const [, host = ''] of text.matchAll(/https?:\/\/([\w.-]{4,80})/g)) {
    const found = endpointOfHost(host) ?? endpointOfHost(DOCS[host] ?? '');
    if (found !== undefined) return found.gateway ? undefined : found.provider;
  }
  return undefined;
}

/** Documentation that stands under another name than the API. */
export const DOCS: Readonly<Record<string, string>> = {
  'help.aliyun.com': 'dashscope.aliyuncs.com',
  'www.alibabacloud.com': 'dashscope.aliyuncs.com',
  'ai.google.dev': 'generativelanguage.googleapis.com',
  'aka.ms': 'openai.azure.com',
};

function cap(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT / 2)}\n${text.slice(-MAX_TEXT / 2)}`;
}

/** A draft for the upstream that a wrapper introduces. */
function innerOf(wrapper: Wrapper): HopDraft {
  const inner = newDraft();
  inner.status = wrapper.status;
  if (wrapper.exception) addCode(inner, wrapper.exception, 'type');
  return inner;
}

/** The text from LiteLLM's class name on, where an application put words before it. */
function fromLitellm(text: string): string {
  const at = beforeObject(text).search(/\blitellm\.[A-Z]/);
  return at > 0 ? text.slice(at) : text;
}

function beforeObject(text: string): string {
  return (BEFORE_OBJECT.exec(text) as RegExpExecArray)[0];
}

/** What stands before the first object or list of a text, and perhaps a logger's label before that. */
export const BEFORE_OBJECT: RegExp = /^(?:\[[\w .:-]{1,60}\] ?)?[^{[]{0,400}/;

/**
 * Only a status, perhaps with a class name or a label: `429 `, `RateLimitError: Error code: 429 - `,
 * `[models] Error: API request failed with status code 429: `.
 */
export const CLIENT_PREFIX: RegExp =
  /^(?:\[\w{1,20}\] )?(?:[A-Za-z.]{2,40}(?:Error|Exception): |(?:[A-Za-z]{2,20} ){0,3}Error[:,] )?(?:API request failed with )?(?:(?:error|status)(?: code)?|http|api error)?[: ]{0,2}(?:[1-5]\d\d)?(?: [A-Z_]{4,40}\.)?[ :-]{0,4}$/i;
/** Classes that a client gives to whatever failed (Dify's plugins); they say nothing of who spoke. */
export const CLIENT_CODE: RegExp = /^(?:(?:plugin_)?invoke_(?:\w{2,40}_)?|client_)error$/;

/** What stands in quotes to the end of the text after a status: `403 Forbidden "Your team …"`. */
function quotedAfterStatus(text: string): string | undefined {
  const trimmed = text.trimEnd();
  if (!trimmed.endsWith('"')) return undefined;
  const lead = /\b[45]\d\d(?: [A-Z][A-Za-z ]{2,30})?:? "/.exec(trimmed.slice(0, 300));
  if (!lead) return undefined;
  const quoted = trimmed.slice(lead.index + lead[0].length, -1);
  return quoted === '' ? undefined : quoted;
}
