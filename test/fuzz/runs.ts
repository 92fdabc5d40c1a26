import fc from 'fast-check';

/**
 * @throws {TypeError} where the variable is set and is no whole number of at least `least`.
 */
function numberOf(variable: string, least: number): number | undefined {
  const text = process.env[variable]?.trim();
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new TypeError(`${variable} must be a whole number, ${least} or more`);
}

/** Runs of a property of average price; the others are multiples of it. */
export const RUNS: number = numberOf('FUELGAUGE_FUZZ_RUNS', 1) ?? 1_000;
/** What is generated follows from it. */
export const SEED: number = numberOf('FUELGAUGE_FUZZ_SEED', 0) ?? 20_261_121;

const parameters = <T>(share: number): fc.Parameters<T> => ({
  numRuns: Math.max(10, Math.round(RUNS * share)),
  seed: SEED,
  reporter: (details) => {
    if (!details.failed) return;
    const again = `FUELGAUGE_FUZZ_SEED=${details.seed} FUELGAUGE_FUZZ_RUNS=${RUNS}`;
    throw new Error(`${fc.defaultReportMessage(details)}\nAgain, the same: ${again} pnpm test:faults`, {
      cause: details.errorInstance,
    });
  },
});

/**
 * Checks a property on {@link RUNS} inputs, times `share`.
 *
 * @throws {Error} with the smallest input that fails, and the seed.
 */
export function check<T>(property: fc.IProperty<T>, share = 1): void {
  fc.assert(property, parameters<T>(share));
}

/** The same, of a property that waits for something. */
export async function checkAsync<T>(property: fc.IAsyncProperty<T>, share = 1): Promise<void> {
  await fc.assert(property, parameters<T>(share));
}
