import { RULES } from './index.ts';
import { anchorsOf } from './read-anchors.ts';

const piecesOf = (source: string | undefined): readonly number[] | null =>
  (source === undefined ? undefined : anchorsOf(source)?.pieces) ?? null;

/**
 * Of each rule of the table, what its `text` asks of a message: one of these pieces; null where nothing is known.
 * The build writes the values in the place of this module (tsdown.config.ts): to read all patterns takes longer
 * than a verdict may.
 */
export const TEXT_PIECES: readonly (readonly number[] | null)[] = RULES.map(({ when }) =>
  piecesOf(when.text),
);
/** The same of `codeText` and a code. */
export const CODE_PIECES: readonly (readonly number[] | null)[] = RULES.map(({ when }) =>
  piecesOf(when.codeText),
);
