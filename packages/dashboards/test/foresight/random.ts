/** Random numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** As between, but as many halvings as doublings: for rates and sizes. */
  scale(low: number, high: number): number;
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Mean 1. */
  exponential(): number;
}

/** @param seeds whole numbers; account 7 of a seed is the same among 10 accounts and among 100. */
export function random(...seeds: readonly number[]): Random {
  let state = 0x9e3779b9;
  // https://github.com/bryc/code/blob/master/jshash/PRNGs.md, mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  for (const seed of seeds) {
    state = (state ^ Math.imul(seed + 1, 0x85ebca6b)) | 0;
    for (let i = 0; i < 8; i++) next();
    state = (state ^ Math.floor(next() * 4_294_967_296)) | 0;
  }
  let spare: number | undefined;
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    between,
    scale: (low, high) => low * (high / low) ** next(),
    integer: (low, high) => Math.floor(between(low, high + 1)),
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)]!,
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    exponential: () => -Math.log(1 - next()),
  };
}
