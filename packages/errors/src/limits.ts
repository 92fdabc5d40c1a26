/**
 * Bounds that keep the work on one error small whatever is thrown at it. An honest error body is far below
 * each of them; what is cut off is never needed to tell what happened.
 */

/** Characters of one text that are looked at. */
export const MAX_TEXT = 32_768;
/** Characters that a pattern sees. */
export const MAX_MATCH_TEXT = 2_000;
/** Values that the tolerant parser builds. */
export const MAX_NODES = 4_000;
/** Nesting of objects, of escaped strings and of causes. */
export const MAX_DEPTH = 24;
/** Systems in one chain. */
export const MAX_HOPS = 8;
/** Objects that are looked into for one error: a Proxy can have members without end. */
export const MAX_OBJECTS = 200;
/** Texts that may be parsed for one error. */
export const MAX_PARSES = 24;
/** Codes kept for one hop. */
export const MAX_CODES = 24;
/** Characters of one code before it is spelt as rules have it, which adds half of it at most. */
export const MAX_CODE = 160;
/** Bodies and texts that are read of one error: one of many causes, each with several, has no end. */
export const MAX_PAYLOADS = 24;
