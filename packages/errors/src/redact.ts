const DEFAULT_LENGTH = 256;
/** Longer text is cut before the patterns run over it. */
const MOST = 8_192;

/** What a text holds, a bit each: most patterns need what a usual sentence does not hold. */
const DIGIT = 1;
const HYPHEN = 2;
/** A hyphen or an underscore. */
const JOINED = 4;
const SLASH = 8;
const AT = 16;
const STAR = 32;
const PLUS = 64;
const COLON = 128;
const DOT = 256;
/** `…` or `...` */
const DOTS = 512;
/** 11 and more characters in a row of those that words, ids and base64 consist of. */
const LONG_WORD = 1024;
/** 24 and more of them. */
const LONG = 2048;
/** White space that is not one space between words. */
const UNEVEN = 4096;

const WORD = 8192;
/** What an ASCII character is, in the same bits. */
const TRAITS: Uint16Array = new Uint16Array(128);
for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
  TRAITS[letter.charCodeAt(0)] = WORD;
  TRAITS[letter.toUpperCase().charCodeAt(0)] = WORD;
}
for (const digit of '0123456789') TRAITS[digit.charCodeAt(0)] = WORD | DIGIT;
for (const space of '\t\n\v\f\r') TRAITS[space.charCodeAt(0)] = UNEVEN;
for (const [char, traits] of [
  ['-', WORD | HYPHEN | JOINED],
  ['_', WORD | JOINED],
  ['/', WORD | SLASH],
  ['+', WORD | PLUS],
  ['@', AT],
  ['*', STAR],
  [':', COLON],
  ['.', DOT],
] as const)
  TRAITS[char.charCodeAt(0)] = traits;

/** Outside of ASCII there are more kinds of white space, and `…`. */
const OTHERS: number = UNEVEN | DOTS;

function traitsOf(text: string): number {
  let all = 0;
  let word = 0;
  let longest = 0;
  let before = 32;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const traits = code < 128 ? (TRAITS[code] as number) : OTHERS;
    all |= traits;
    if ((traits & WORD) !== 0) {
      if (++word > longest) longest = word;
    } else {
      word = 0;
      // Two spaces, or dots.
      if (code === before) all |= code === 32 ? UNEVEN : DOTS;
    }
    before = code;
  }
  if (before === 32) all |= UNEVEN;
  if (longest >= 11) all |= LONG_WORD;
  return longest >= 24 ? all | LONG : all;
}
/**
 * What must not leave the process, most specific first. Each is replaced by a word in brackets that says what
 * stood there. `needs`: what a text has to hold for the pattern to match it.
 */
export const SECRETS: readonly (readonly [needs: number, pattern: RegExp, blank: string])[] = [
  // User name and password of a link.
  [AT | SLASH, /\/\/[^\s/@"'<>]{1,200}@/g, '//'],
  [HYPHEN, /-----BEGIN [A-Z ]{3,40}-----[\s\S]{0,8192}?(?:-----END [A-Z ]{3,40}-----|$)/g, '[key]'],
  [LONG_WORD, /\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[token]'],
  [0, /\b(?:bearer|basic|token)[ :=]+["']?[\w.~+/=*-]{8,}/gi, '[token]'],
  [
    0,
    /\bapi[ _-]?key(?: provided)?["']?[ :=]+["']?(?!is\b|was\b|has\b|not\b)[\w.*…-]{3,}["']?/gi,
    'api key [key]',
  ],
  // Keys by their prefix, whole or masked in the middle (`sk-ab***yz`, `sk-ab…yz`, `sk-proj-****abcd`).
  [
    JOINED,
    /\b(?:sk|pk|rk|ak|gsk|xai|nvapi|pplx|csk|hf|r8|fw|fpk|tgp|sess|key|ghp|gho|ghu|ghs|github_pat|glpat|vck|ek|rpa|nv|co|cr|jina|voy|AKIA|ASIA|LTAI)[-_](?:[A-Za-z0-9_*.…-]|\u2026){3,}/g,
    '[key]',
  ],
  [0, /\b(?:AIza|AQ\.|ya29\.|AKIA|ASIA|LTAI)[\w*.-]{6,}/g, '[key]'],
  [STAR, /(?<![\w*])[\w-]{0,16}\*{3,}[\w-]{0,16}/g, '[key]'],
  // Any key masked in the middle: `0f3a…9c21`.
  [DIGIT | DOTS, /(?<![\w-])(?=[\w.…-]{0,60}\d)[\w-]{2,24}(?:\.{3,5}|…)[\w-]{2,24}/g, '[key]'],
  [AT, /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g, '[email]'],
  [
    JOINED | DIGIT,
    /\b(?:user|org|organization|proj|project|req|request|acct|account|team|ws|wrkspc|workspace|key|cus|sub|resp|msg|run|thread|asst|file|batch|chatcmpl|cmpl|gen|call|trace|session|tenant|conv|conversation|ocid1)[-_](?=[\w-]{0,80}\d)[A-Za-z0-9][\w-]{5,}/gi,
    '[id]',
  ],
  // One without a digit, by its length.
  [
    JOINED | LONG_WORD,
    /\b(?:user|org|proj|acct|team|ws|key|cus|sess|tenant)[-_](?=[A-Za-z]{16,}(?!\w))[A-Za-z]+/gi,
    '[id]',
  ],
  // A number or a name with digits behind the word that says whose it is: `user 48151623`, `team acme-42`.
  [
    DIGIT,
    /\b(user|customer|account|team|organi[sz]ation|project)(?: id)?[ :#]{1,3}(?=[\w-]{0,80}\d)[\w-]{4,80}/gi,
    '$1 [id]',
  ],
  [PLUS | DIGIT, /(?<!\w)\+\d[\d ()-]{7,20}\d\b/g, '[phone]'],
  [HYPHEN | LONG, /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '[id]'],
  [0, /\b(?:request|trace|req)[ _-]?id["']?\s?[:=]?\s?["']?[\w-]{6,}/gi, 'request id [id]'],
  [COLON, /\barn:aws[\w-]*:[\w:/.-]{4,}/g, '[id]'],
  // Paths of links carry keys' hashes and account names; the host says enough.
  [SLASH, /(https?:\/\/[\w.-]{1,120}(?::\d{1,5})?)\/[^\s"'<>)\]]*/g, '$1/…'],
  [DIGIT | DOT, /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, '[ip]'],
  [COLON, /(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?![\w:])/gi, '[ip]'],
  // Long opaque strings. Model names have hyphens, dots and no capitals in them, so they survive.
  [DIGIT | LONG, /\b(?=\w{0,80}\d)(?=\w{0,80}[A-Za-z])\w{24,}={0,2}/g, '[id]'],
  [DIGIT | LONG, /\b(?=[\w+/]{0,120}\d)(?=[\w+/]{0,120}[A-Z])[\w+/]{32,}={0,2}/g, '[id]'],
  [DIGIT | LONG, /\b(?=[\w-]{0,120}\d)(?=[\w-]{0,120}[A-Z])(?=[\w-]{0,120}[a-z])[\w-]{40,}/g, '[id]'],
  // Capitals and small letters in turn, more often than in a name of words.
  [LONG, /\b(?=[A-Za-z]{24,}\b)[A-Z]*(?:[a-z]+[A-Z]+){5,}[a-z]*\b/g, '[id]'],
  [DIGIT | LONG_WORD, /\b\d{12,}\b/g, '[id]'],
];

/**
 * A provider's message, shortened, with keys, tokens, e-mail addresses, account, user and request ids, long
 * opaque strings, IP addresses and the paths of links blanked. It does not know what a user wrote: text that
 * may echo a prompt goes through `describe` instead.
 *
 * @param maxLength characters of the result at most; a longer text ends in `…`. Default 256.
 */
export function redact(text: string, maxLength: number = DEFAULT_LENGTH): string {
  let out = String(text).slice(0, MOST);
  let traits = traitsOf(out);
  if ((traits & UNEVEN) !== 0) {
    out = out.replace(/\s+/g, ' ').trim();
    traits = traitsOf(out);
  }
  for (const [needs, pattern, blank] of SECRETS) {
    if ((traits & needs) !== needs) continue;
    const blanked = out.replace(pattern, blank);
    if (blanked === out) continue;
    out = blanked;
    // What stood apart may stand together now.
    traits = traitsOf(out);
  }
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
