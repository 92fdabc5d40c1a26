const DEFAULT_LENGTH = 256;
/** Longer text is cut before the patterns run over it. */
const MOST = 8_192;

/**
 * What must not leave the process, most specific first. Each is replaced by a word in brackets that says what
 * stood there.
 */
const SECRETS: readonly (readonly [pattern: RegExp, blank: string])[] = [
  // User name and password of a link.
  [/\/\/[^\s/@"'<>]{1,200}@/g, '//'],
  [/-----BEGIN [A-Z ]{3,40}-----[\s\S]{0,8192}?(?:-----END [A-Z ]{3,40}-----|$)/g, '[key]'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[token]'],
  [/\b(?:bearer|basic|token)[ :=]+["']?[\w.~+/=*-]{8,}/gi, '[token]'],
  [
    /\bapi[ _-]?key(?: provided)?["']?[ :=]+["']?(?!is\b|was\b|has\b|not\b)[\w.*…-]{3,}["']?/gi,
    'api key [key]',
  ],
  // Keys by their prefix, whole or masked in the middle (`sk-ab***yz`, `sk-ab…yz`, `sk-proj-****abcd`).
  [
    /\b(?:sk|pk|rk|ak|gsk|xai|nvapi|pplx|csk|hf|r8|fw|fpk|tgp|sess|key|ghp|gho|ghu|ghs|github_pat|glpat|vck|ek|rpa|nv|co|cr|jina|voy|AKIA|ASIA|LTAI)[-_](?:[A-Za-z0-9_*.…-]|\u2026){3,}/g,
    '[key]',
  ],
  [/\b(?:AIza|AQ\.|ya29\.|AKIA|ASIA|LTAI)[\w*.-]{6,}/g, '[key]'],
  [/(?<![\w*])[\w-]{0,16}\*{3,}[\w-]{0,16}/g, '[key]'],
  // Any key masked in the middle: `0f3a…9c21`.
  [/(?<![\w-])(?=[\w.…-]{0,60}\d)[\w-]{2,24}(?:\.{3,5}|…)[\w-]{2,24}/g, '[key]'],
  [/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g, '[email]'],
  [
    /\b(?:user|org|organization|proj|project|req|request|acct|account|team|ws|wrkspc|workspace|key|cus|sub|resp|msg|run|thread|asst|file|batch|chatcmpl|cmpl|gen|call|trace|session|tenant|conv|conversation|ocid1)[-_](?=[\w-]{0,80}\d)[A-Za-z0-9][\w-]{5,}/gi,
    '[id]',
  ],
  // One without a digit, by its length.
  [/\b(?:user|org|proj|acct|team|ws|key|cus|sess|tenant)[-_](?=[A-Za-z]{16,}(?!\w))[A-Za-z]+/gi, '[id]'],
  // A number or a name with digits behind the word that says whose it is: `user 48151623`, `team acme-42`.
  [
    /\b(user|customer|account|team|organi[sz]ation|project)(?: id)?[ :#]{1,3}(?=[\w-]{0,80}\d)[\w-]{4,80}/gi,
    '$1 [id]',
  ],
  [/(?<!\w)\+\d[\d ()-]{7,20}\d\b/g, '[phone]'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '[id]'],
  [/\b(?:request|trace|req)[ _-]?id["']?\s?[:=]?\s?["']?[\w-]{6,}/gi, 'request id [id]'],
  [/\barn:aws[\w-]*:[\w:/.-]{4,}/g, '[id]'],
  // Paths of links carry keys' hashes and account names; the host says enough.
  [/(https?:\/\/[\w.-]{1,120}(?::\d{1,5})?)\/[^\s"'<>)\]]*/g, '$1/…'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '[ip]'],
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])/gi, '[ip]'],
  // Long opaque strings. Model names have hyphens, dots and no capitals in them, so they survive.
  [/\b(?=\w{0,80}\d)(?=\w{0,80}[A-Za-z])\w{24,}={0,2}/g, '[id]'],
  [/\b(?=[\w+/]{0,120}\d)(?=[\w+/]{0,120}[A-Z])[\w+/]{32,}={0,2}/g, '[id]'],
  [/\b(?=[\w-]{0,120}\d)(?=[\w-]{0,120}[A-Z])(?=[\w-]{0,120}[a-z])[\w-]{40,}/g, '[id]'],
  // Capitals and small letters in turn, more often than in a name of words.
  [/\b(?=[A-Za-z]{24,}\b)[A-Z]*(?:[a-z]+[A-Z]+){5,}[a-z]*\b/g, '[id]'],
  [/\b\d{12,}\b/g, '[id]'],
];

/**
 * A provider's message, shortened, with keys, tokens, e-mail addresses, account, user and request ids, long
 * opaque strings, IP addresses and the paths of links blanked. It does not know what a user wrote: text that
 * may echo a prompt goes through `describe` instead.
 *
 * @param maxLength characters of the result at most; a longer text ends in `…`. Default 256.
 */
export function redact(text: string, maxLength: number = DEFAULT_LENGTH): string {
  let out = String(text).slice(0, MOST).replace(/\s+/g, ' ').trim();
  for (const [pattern, blank] of SECRETS) out = out.replace(pattern, blank);
  return shorten(out, Math.max(1, Math.trunc(maxLength) || DEFAULT_LENGTH));
}

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - 1;
  // Not in the middle of a surrogate pair.
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  return `${text.slice(0, end)}…`;
}
