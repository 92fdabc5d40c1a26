import { ERROR_CATEGORIES, type ErrorCategory } from '@fuelgauge/semconv';
import { redact } from './redact.ts';
import type { Hop, Verdict } from './types.ts';

/**
 * Categories that the request's content causes, or whose cause is not known: there a provider's sentence may
 * quote the prompt, an argument or a piece of the answer, so it is never repeated.
 */
const MAY_ECHO: readonly ErrorCategory[] = [
  'invalid_request',
  'content_filtered',
  'context_length_exceeded',
  'model_not_found',
  // "Failed to process …", a page of HTML, a stack.
  'server_error',
  'unknown',
];

/** What is forbidden with these statuses is something in the request. */
const OF_REQUEST: readonly (number | undefined)[] = [400, 413, 422];

/** A code is repeated only when it looks like one, and not like words somebody wrote. */
const CODE = /^[A-Za-z][A-Za-z0-9]*(?:[._:/-][A-Za-z0-9]+){0,7}$/;

/**
 * A short text for a span's status, safe to export: the provider's sentence, redacted, where it can only speak
 * of accounts, limits and servers; our own words with the status and the provider's code otherwise.
 *
 * @param maxLength characters of the result at most; a longer text ends in `…`.
 */
export function describe(verdict: Verdict, maxLength = 256): string {
  const hop = speaking(verdict);
  const said = hop?.message;
  const echoes =
    MAY_ECHO.includes(verdict.category) ||
    (verdict.category === 'permission_denied' && OF_REQUEST.includes(hop?.status));
  if (said === undefined || echoes) return redact(ownWords(verdict, hop), maxLength);
  // Of a refused key a part is often shown, in any shape.
  const plain = verdict.category === 'authentication' ? plainWords(said) : withoutQuotes(said);
  return redact(plain === '' ? ownWords(verdict, hop) : plain, maxLength);
}

/** The innermost hop with words. */
function speaking(verdict: Verdict): Hop | undefined {
  for (let at = verdict.hops.length - 1; at >= 0; at--) {
    if (verdict.hops[at]?.message !== undefined) return verdict.hops[at];
  }
  return verdict.hops[verdict.hops.length - 1];
}

function ownWords(verdict: Verdict, hop: Hop | undefined): string {
  const parts = [hop?.status, codeLike(hop?.code), codeLike(hop?.type)].filter(
    (part, at, all) => part !== undefined && all.indexOf(part) === at,
  );
  const meaning = ERROR_CATEGORIES[verdict.category];
  return parts.length > 0
    ? `${verdict.category}: ${meaning} (${parts.join(', ')})`
    : `${verdict.category}: ${meaning}`;
}

function codeLike(code: string | undefined): string | undefined {
  return code !== undefined && code.length <= 64 && CODE.test(code) && !/\d{6}/.test(code) ? code : undefined;
}

/** Where none of these is, nothing is left out. */
const QUOTE = /["'`“「{]/;

/** What stands in quotes, backticks or brackets of any kind may be the user's: it is left out. */
function withoutQuotes(text: string): string {
  const cut = text.slice(0, 2_000);
  if (!QUOTE.test(cut)) return cut.trim();
  return cut
    .replace(/"[^"]{0,2000}"?/g, '"…"')
    .replace(/`[^`]{0,2000}`?/g, '`…`')
    .replace(/(^|[\s([:=,])'[^']{0,2000}'?/g, "$1'…'")
    .replace(/[“「][^”」]{0,2000}[”」]?/g, '“…”')
    .replace(/\{[^}]{0,2000}\}?/g, '{…}')
    .trim();
}

/** Words, names of headers and statuses; numbers, codes, links and all that a key can be are left out. */
const PLAIN_WORD =
  /^\(?(?:[A-Za-z]?[a-z']{1,15}|[A-Z]{1,5}|[a-z]{1,12}(?:[-_][a-z]{1,12}){1,3}|[1-5]\d\d)[.,:;!?)]{0,2}$/;

function plainWords(text: string): string {
  return withoutQuotes(text)
    .split(/\s+/)
    .map((word) => (PLAIN_WORD.test(word) ? word : '…'))
    .join(' ')
    .replace(/…(?: …)+/g, '…')
    .trim();
}
