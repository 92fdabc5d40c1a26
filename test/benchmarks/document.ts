/** Blocks of a document that a command writes anew. */
export type Block = 'measured' | 'profiled';

/**
 * The document with `content` in place of what stood in the block.
 *
 * @throws {Error} when the document has no such block.
 */
export function withBlock(document: string, block: Block, content: string): string {
  const [begin, end] = [`<!-- ${block}: begin -->`, `<!-- ${block}: end -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no block between ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${content}\n\n${document.slice(to)}`;
}
