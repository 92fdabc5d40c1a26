/** Pieces of a text as numbers: what patterns and texts are compared by before an expression runs. */

/** The number of the last three characters, of that of the three before the last and the last. */
export const triple = (before: number, code: number): number => ((before << 8) ^ code) & 0xffffff;
/** The number of two ideographs. */
export const pair = (before: number, code: number): number => (before << 16) ^ code;
