/** What must be in nothing that this process prints. */
export interface Secrets {
  /** Several at once; undefined, and what is too short to be a secret, are left out. */
  add(...values: readonly (string | undefined)[]): void;
  /** The text with `[blanked]` in place of every secret. */
  blank(text: string): string;
}

/** Shorter ones stand in ordinary words, and are no key of any provider. */
const SHORTEST = 6;

/** A last line of defence: nothing is meant to put a key into a message. */
export function createSecrets(): Secrets {
  const known = new Set<string>();
  return {
    add: (...values) => {
      for (const value of values) {
        const bare = value?.trim() ?? '';
        if (bare.length < SHORTEST) continue;
        known.add(bare);
        known.add(encodeURIComponent(bare));
        known.add(JSON.stringify(bare).slice(1, -1));
      }
    },
    blank: (text) => {
      let blanked = text;
      // The longest first: one may begin with another.
      for (const secret of [...known].sort((a, b) => b.length - a.length))
        blanked = blanked.replaceAll(secret, '[blanked]');
      return blanked;
    },
  };
}
