const UNITS = { s: 1, m: 60, h: 3600 } as const;

export const DURATION_PATTERN: RegExp = /^\d+(?:\.\d+)?[smh]$/;

/** Seconds of `90`, `90s`, `5m`, `1.5h`. */
export function secondsOf(duration: number | string): number {
  if (typeof duration === 'number') return duration;
  return Number(duration.slice(0, -1)) * UNITS[duration.at(-1) as keyof typeof UNITS];
}
