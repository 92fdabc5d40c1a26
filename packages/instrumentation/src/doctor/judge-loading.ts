import type { Advice } from './advice.ts';
import type { Loaded } from './loaded.ts';
import type { Finding } from './report.ts';

const WORDS: Readonly<Record<Loaded['way'], string>> = {
  flag: 'loaded before everything else by',
  'first-line': 'loaded by the first line of',
  'later-line': 'loaded in',
  list: 'loaded by the list of instrumentations in',
  'by-hand': 'put on by hand in',
};

/**
 * Where fuelgauge is loaded, or by which line it should be.
 *
 * @param wanted there is something to record in this project.
 * @param hooked OpenTelemetry's hook for ES modules is put on.
 */
export function judgeLoading(
  loaded: readonly Loaded[],
  advice: Advice,
  { wanted, esm, hooked }: { readonly wanted: boolean; readonly esm: boolean; readonly hooked: boolean },
): Finding[] {
  if (loaded.length === 0) {
    if (!wanted)
      return [{ id: 'not-loaded', mark: 'note', text: 'not loaded, and nothing is there to record' }];
    return [
      {
        id: 'not-loaded',
        mark: 'problem',
        text: 'not loaded anywhere that can be seen from here',
        detail: `In ${advice.where}: ${advice.line}`,
      },
    ];
  }
  const early = loaded.some(({ way }) => way === 'flag');
  return loaded.map(({ way, where }): Finding => {
    const text = `${WORDS[way]} ${where}`;
    if (way === 'later-line' && !early) {
      return {
        id: 'loaded-late',
        mark: 'warning',
        text: `${text}, but not by its first line`,
        detail:
          'What runs before it is not seen, and a client that is made before it keeps the fetch that it found: make it the first line.',
      };
    }
    if (way === 'list' && esm && !hooked && !early) {
      return {
        id: 'loaded-list-esm',
        mark: 'warning',
        text,
        detail:
          'What is imported as an ES module is seen only with `node --import @opentelemetry/instrumentation/hook.mjs` as well, or when its module is passed to manuallyInstrument().',
      };
    }
    return { id: `loaded-${way}`, mark: 'ok', text };
  });
}
