/**
 * What is blanked in captured content: keys that somebody pasted or a tool returned, queries of links (they
 * carry signatures and tokens), and data that stands in a text as base64. Names, ids and addresses stay: who
 * turns content on wants to read it.
 */
const SECRETS: readonly (readonly [pattern: RegExp, blank: string])[] = [
  [/-----BEGIN [A-Z ]{3,40}-----[\s\S]*?(?:-----END [A-Z ]{3,40}-----|$)/g, '[key]'],
  [/\bdata:([\w.+-]{1,40}\/[\w.+-]{1,80})?[\w;=.-]{0,80},[\w+/=%-]*/gi, 'data:$1,…'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, '[token]'],
  [/\b(bearer|basic)( +)[\w.~+/=-]{16,}/gi, '$1$2[token]'],
  [
    /\b(?:sk|pk|rk|gsk|xai|nvapi|pplx|csk|hf|r8|fw|fpk|tgp|vck|jina|rpa|ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abprs])[-_][\w-]{8,}/g,
    '[key]',
  ],
  [/\b(?:AIza[\w-]{10,}|AQ\.[\w-]{16,}|pa-[\w-]{24,}|ya29\.[\w.-]{10,}|(?:AKIA|ASIA|LTAI)\w{12,})/g, '[key]'],
  [/(\bhttps?:\/\/)[^\s/@"'<>]{1,200}@/gi, '$1'],
  // Looked at from the question mark, and from the head of a run: else a text could be made to take a quadratic time.
  [/\?(?<=\bhttps?:\/\/[^\s?#"'<>)\]]{1,2000}\?)[^\s"'<>)\]]*/gi, '?…'],
  [/(?<![\w+/-])[\w+/-]{512,}={0,2}/g, '[base64]'],
  // Keys without a head: long, of digits, capitals and small letters; a name in a program has fewer numbers.
  [
    /(?<![A-Za-z0-9+])(?=(?:[A-Za-z+]*\d+[A-Za-z+]){2}[A-Za-z+]*\d)(?=[a-z0-9+]*[A-Z])(?=[A-Z0-9+]*[a-z])[A-Za-z0-9+]{32,}={0,2}(?![\w+])/g,
    '[key]',
  ],
];

/** @param key a secret that is known, blanked wherever it stands. */
export function blanked(text: string, key: string | undefined): string {
  let out = key !== undefined && key.length >= 6 ? text.replaceAll(key, '[key]') : text;
  for (const [pattern, blank] of SECRETS) out = out.replace(pattern, blank);
  return out;
}
