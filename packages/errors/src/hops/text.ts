import { isKnownProvider } from '../providers.ts';
import { parseTolerant } from './tolerant-json.ts';

/** A JSON object found inside a text. */
export interface Embedded {
  readonly before: string;
  readonly value: object;
  readonly after: string;
}

/**
 * The first object or list in a text that reads like one: `Error code: 402 - {'error': …}`. Only a few
 * places are tried, so braces without end cost nothing.
 */
export function findEmbedded(text: string, accept: (value: object) => boolean): Embedded | undefined {
  let at = -1;
  for (let tries = 0; tries < 4; tries++) {
    at = nextOpening(text, at + 1);
    if (at < 0) return undefined;
    const source = text.slice(at);
    for (const candidate of text.startsWith('\\"', at + 1) || /^[{[]\s*\\+["n]/.test(source)
      ? unescapes(source)
      : [source]) {
      const found = strictOrTolerant(candidate);
      if (found && accept(found.value)) {
        const end = candidate === source ? at + found.end : text.length;
        return { before: text.slice(0, at), value: found.value, after: text.slice(end) };
      }
    }
  }
  return undefined;
}

function strictOrTolerant(source: string): { value: object; end: number } | undefined {
  try {
    const value: unknown = JSON.parse(source);
    if (typeof value === 'object' && value !== null) return { value, end: source.length };
  } catch {
    // Not JSON to its end: a suffix follows, or it is another notation.
  }
  const found = parseTolerant(source);
  return found && typeof found.value === 'object' && found.value !== null
    ? { value: found.value, end: found.end }
    : undefined;
}

/** An opening brace, or a bracket in front of one. */
function nextOpening(text: string, from: number): number {
  const brace = text.indexOf('{', from);
  if (brace < 0) return -1;
  let at = brace - 1;
  while (at >= from && /\s/.test(text[at] as string)) at--;
  return at >= from && text[at] === '[' ? at : brace;
}

/** The text with one, two or three levels of backslash escapes taken off. */
function unescapes(text: string): string[] {
  const out: string[] = [];
  let current = text;
  for (let level = 0; level < 3; level++) {
    current = unescapeOnce(current);
    out.push(current);
    if (!/^[{[]\s*\\/.test(current)) break;
  }
  return out;
}

/** `\"` → `"`, `\\` → `\`, `\n` → line break. */
export function unescapeOnce(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, char: string) => {
    if (char === 'n') return '\n';
    if (char === 't') return '\t';
    if (char === 'r') return '\r';
    if (char.length === 5) return String.fromCharCode(Number.parseInt(char.slice(1), 16));
    return char;
  });
}

/** Where a status stands in a text, in the order tried. The first does not count where `NO_STATUS` holds. */
export const LEADING_STATUS: readonly RegExp[] = [
  /^\W{0,3}([45]\d\d)\b/,
  /\b(?:error code|status code|status|code|http(?:\/[\d.]+)?|api error|error|returned|failed with|upstream_status: http)[\s:=(]{1,4}([45]\d\d)\b/i,
  /\b([45]\d\d) (?:Too Many Requests|Payment Required|Unauthorized|Forbidden|Not Found|Bad Request|Bad Gateway|Service Unavailable|Internal Server Error|Gateway Time-?out|Unprocessable)/i,
  // Python's `google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded …`.
  /^(?:\w{2,40}\.){1,6}\w{3,60}: ([45]\d\d) [A-Z]/,
  // `An error occurred while processing the request: 400 Invalid …`
  /\b(?:[Ee]rror|[Rr]equest|[Mm]essages?|[Rr]esponse|[Ff]ailed|[Ff]ailure):? ([45]\d\d) (?:litellm\.|[A-Z][a-z]{2,20} )/,
];
/** A number of things at the head of a text. */
export const NO_STATUS: RegExp = /^\W{0,3}[45]\d\d\b\s*(?:tokens|ms|seconds|characters|%)/;

/** Where an exception's class stands in the first 160 characters of a text, in the order tried. */
export const LEADING_EXCEPTION: readonly RegExp[] = [
  /\((?:[\w.]+\.)?([A-Za-z]\w{2,60}(?:Exception|Error))\) when calling/,
  // Tencent Cloud's SDKs: `[TencentCloudSDKException] code:X.Y message:…`.
  /\bcode:([A-Z]\w{2,60}(?:\.\w{2,60})?) message:/,
  // `…, code: upstream_error, message: …`
  /\bcode: ([a-z]{3,30}(?:_[a-z]{2,30}){1,4}), message: /,
  // Google's, behind a sentence: `… (Status: INVALID_ARGUMENT)`.
  /\b[Ss]tatus: ([A-Z]{4,20}(?:_[A-Z]{2,20}){0,3})\b/,
  /^(?:[\w.]+\.)?([A-Z]\w{2,60}(?:Exception|Error))\b/,
  // A code in front of its sentence: `429-Throttling.RateQuota: …`, `CommodityNotPurchased: …`.
  /^(?:[45]\d\d[- ])?([A-Z][a-z]{1,30}(?:\.?[A-Z][a-z]{1,30}){1,6}): /,
  // A class without either word, behind its module: `google.api_core.exceptions.ResourceExhausted: …`.
  /^(?:\w{2,40}\.){2,6}([A-Z]\w{2,60}): /,
  // gRPC's Python client prints its status so.
  /\bstatus = StatusCode\.([A-Z_]{4,30})\b/,
  // `403 NOT_ENOUGH_BALANCE`, `RESOURCE_EXHAUSTED: …`: a code in capitals, perhaps all that there is.
  /^(?:[45]\d\d[- :]{1,3})?([A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6})\b/,
];

/** A status in the first words of a client library's text: `Error code: 402 - …`, `429 {…}`, `HTTP 503: …`. */
export function leadingStatus(text: string): number | undefined {
  // What an object says in its strings is not the status of the answer.
  const open = (/^[^{]{0,200}/.exec(text) as RegExpExecArray)[0];
  // Nor is what stands in quotes, which may be the user's.
  const head = open.replace(/([\s(:=,])(["'`“])[^"'`“”]{0,200}(?:["'`”]|$)/g, '$1$2');
  for (const pattern of LEADING_STATUS) {
    if (pattern === LEADING_STATUS[0] && NO_STATUS.test(head)) continue;
    const found = pattern.exec(head);
    if (found) return Number(found[1]);
  }
  return undefined;
}

/** An exception class at the head of a text: `ThrottlingException: …`, `openai.RateLimitError: …`. */
export function leadingException(text: string): string | undefined {
  const head = text.slice(0, 160);
  for (const pattern of LEADING_EXCEPTION) {
    const found = pattern.exec(head)?.[1];
    if (found !== undefined) return found;
  }
  return /^name: (\w{3,60})$/m.exec(text.slice(0, 600))?.[1];
}

/** A wrapper that says: the following sentence is another system's. */
export interface Wrapper {
  /** Name of the upstream as written, if given. */
  readonly upstream: string | undefined;
  readonly status: number | undefined;
  readonly exception: string | undefined;
  /** The upstream's own words. */
  readonly rest: string;
  /** Did LiteLLM's router add its words? Nearly always it runs as a proxy then. */
  readonly routed: boolean;
}

/** What LiteLLM's router adds behind the upstream's words. */
export const ROUTED: RegExp = /\.?\s{0,3}(?:Received Model Group=|Available Model Group Fallbacks=)/;

/** A sentence of a gateway's or a client's, and which of its groups say what. */
export interface WrapperPattern {
  /** Over the sentence, from its head. */
  readonly pattern: RegExp;
  /** Number of the group that names the upstream. */
  readonly upstream?: number;
  /** Number of the group with the upstream's status. */
  readonly status?: number;
  /** Number of the group with an exception's class. */
  readonly exception?: number;
  /** Number of the group with the upstream's own words. */
  readonly rest: number;
}

/** The first that matches counts. */
export const WRAPPERS: readonly WrapperPattern[] = [
  // litellm.RateLimitError: RateLimitError: AzureException RateLimitError - …
  {
    // A product built on it puts its own name in the place of `litellm`.
    pattern: /^(?:(?:\w{2,30}\.)?(\w{3,60}): ?){0,5}(\w{2,40})Exception(?: \w+)? - ([\s\S]*)/,
    exception: 1,
    upstream: 2,
    rest: 3,
  },
  // litellm.Timeout: …, where no provider is named but the fault is not the proxy's.
  {
    pattern:
      /^litellm\.(Timeout|APIError|InternalServerError|APIConnectionError|ServiceUnavailableError): ([\s\S]*)/,
    exception: 1,
    rest: 2,
  },
  // Error from provider(chutes,moonshotai/Kimi: 429): …
  {
    pattern: /^Error from provider ?\(([^(),:]{2,40})(?:[,:][^()]{0,120}?)?:? ?([45]\d\d)?\) ?:? ?([\s\S]*)/i,
    upstream: 1,
    status: 2,
    rest: 3,
  },
  // Upstream provider OPENROUTER returned HTTP 402. …
  {
    pattern:
      /^(?:the )?upstream provider\s+['"]?([\w.-]{2,30})['"]? returned (?:HTTP )?([45]\d\d)[.:]?\s*([\s\S]*)/i,
    upstream: 1,
    status: 2,
    rest: 3,
  },
  // provider returned 402: …
  {
    pattern:
      /^(?:[\w ]{0,40}: )?(?:PROVIDER_ERROR: )?(?:the )?(?:upstream|provider)(?: (?:request|service|server|api|llm|model|provider))?(?: (?:returned|responded|replied|failed))(?: with)?(?: an?)?(?: error)?(?: status)?(?: code)?:? ?\(?(?:HTTP )?([45]\d\d)?\)?[:,-]? ?([\s\S]*)/i,
    status: 1,
    rest: 2,
  },
  // All attempts failed: openai: 429 …
  {
    pattern:
      /^All (?:attempts|providers|upstreams|channels|models) failed:\s*(?:([\w.-]{2,30})(?:\/[\w.:-]+)?: ?)?([45]\d\d)?:? ?([\s\S]+)/i,
    upstream: 1,
    status: 2,
    rest: 3,
  },
  // 上游返回错误: 429 …
  {
    pattern: /^上游(?:服务|渠道|返回|响应){0,2}(?:错误|异常|失败)[:：]\s*([45]\d\d)?:? ?([\s\S]+)/,
    status: 1,
    rest: 2,
  },
  { pattern: /^Upstream error from ([\w .-]{2,30}?)(?:: ?([\s\S]*))?$/i, upstream: 1, rest: 2 },
  // Provider error (DeepInfra): …; [Chutes] …
  {
    pattern: /^(?:upstream |provider )error(?: ?\(([\w .-]{2,40})\))?(?: ?([45]\d\d))?: ?([\s\S]+)/i,
    upstream: 1,
    status: 2,
    rest: 3,
  },
  {
    pattern:
      /^(?:request to |call to )?(?:provider|upstream) ['"]?([\w.-]{2,30})['"]? (?:failed|error|returned)[^:]{0,40}: ?([\s\S]+)/i,
    upstream: 1,
    rest: 2,
  },
];

/** Takes a wrapper off a gateway's sentence, or undefined where there is none. */
export function takeWrapper(text: string): Wrapper | undefined {
  for (const { pattern, upstream, status, exception, rest } of WRAPPERS) {
    const found = pattern.exec(text);
    if (!found) continue;
    // `ThrottlingException - …` is an exception of its own, not LiteLLM's name for a provider.
    if (
      exception !== undefined &&
      upstream !== undefined &&
      !text.includes('litellm') &&
      !isKnownProvider(found[upstream] ?? '')
    )
      continue;
    const number = status === undefined ? undefined : found[status];
    const said = found[rest] ?? '';
    const routed = exception === undefined ? -1 : said.search(ROUTED);
    return {
      upstream: upstream === undefined ? undefined : found[upstream]?.trim() || undefined,
      status: number === undefined ? undefined : Number(number),
      exception: exception === undefined ? undefined : found[exception],
      rest: (routed < 0 ? said : said.slice(0, routed)).trim(),
      routed: routed >= 0,
    };
  }
  return undefined;
}
