/** What is measured of each package; bytes but for `installedPackages` and `loadedModules`. */
export interface Size {
  /** The tarball that a registry sends. */
  readonly packed: number;
  /** What is in it. */
  readonly unpacked: number;
  /** `npm install` of it in an empty folder: packages, itself and its peers included. */
  readonly installedPackages: number;
  /** Bytes of all their files. */
  readonly installed: number;
  /** Modules that its first line loads: of fuelgauge's own packages. */
  readonly loadedModules: number;
  /** Bytes of these modules. */
  readonly loaded: number;
}

export const MEASURES = [
  'packed',
  'unpacked',
  'installedPackages',
  'installed',
  'loadedModules',
  'loaded',
] as const satisfies readonly (keyof Size)[];

/** Package → the most that it may be. */
export type Budget = Readonly<Record<string, Size>>;

/** What a budget leaves above the figures of the day it was written; counts have none. */
export const HEADROOM = 0.05;

const COUNTS: ReadonlySet<keyof Size> = new Set(['installedPackages', 'loadedModules']);

/** Rounded up to a hundred bytes, so that the file is readable. */
export function budgetFor(size: Size): Size {
  const limit = (measure: keyof Size): number =>
    COUNTS.has(measure) ? size[measure] : Math.ceil((size[measure] * (1 + HEADROOM)) / 100) * 100;
  return {
    packed: limit('packed'),
    unpacked: limit('unpacked'),
    installedPackages: limit('installedPackages'),
    installed: limit('installed'),
    loadedModules: limit('loadedModules'),
    loaded: limit('loaded'),
  };
}

/** One sentence for each measure that is over its budget, and for each package without a budget or of none. */
export function overBudget(sizes: Readonly<Record<string, Size>>, budget: Budget): string[] {
  const over = Object.entries(sizes).flatMap(([name, size]) => {
    const limits = budget[name];
    if (limits === undefined) return [`${name} has no budget`];
    return MEASURES.filter((measure) => size[measure] > limits[measure]).map(
      (measure) =>
        `${name}: ${measure} is ${size[measure]}, the budget ${limits[measure]} (${size[measure] - limits[measure]} over)`,
    );
  });
  const gone = Object.keys(budget).filter((name) => !Object.hasOwn(sizes, name));
  return [...over, ...gone.map((name) => `${name} has a budget, and is no package`)];
}
