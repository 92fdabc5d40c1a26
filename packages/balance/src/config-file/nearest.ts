/** The word that was probably meant; undefined when none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replace(/[^a-z0-9]/g, '');
  const [best] = words
    .map((candidate) => ({
      candidate,
      steps: distance(plain, candidate.toLowerCase().replace(/[^a-z0-9]/g, '')),
    }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= allowed(best.candidate) ? best.candidate : undefined;
}

/** Two letters in the wrong order are two steps; a word of two letters is near to every other of two. */
const allowed = (word: string): number => (word.length < 3 ? 1 : Math.max(2, Math.floor(word.length / 3)));

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(from: string, to: string): number {
  if (from.length > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++)
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === to[j] ? 0 : 1)));
    row = next;
  }
  return row[to.length]!;
}
