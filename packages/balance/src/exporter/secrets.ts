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
        known.add(decoded(bare));
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL|OTLP_(?:[A-Z]+_)?HEADERS/i;
/** A guess by a variable's name must not blank ordinary words. */
const SHORTEST_GUESS = 12;

/** What the environment holds that is secret by its name, whether it is used or not. */
export function secretsOfEnvironment(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined || !SECRET_NAME.test(name)) return [];
    // `name=value,name=value` in OTLP's headers.
    const parts = /HEADERS/i.test(name)
      ? value.split(',').map((part) => part.slice(part.indexOf('=') + 1))
      : [];
    return [value, ...parts].filter((part) => part.trim().length >= SHORTEST_GUESS);
  });
}
