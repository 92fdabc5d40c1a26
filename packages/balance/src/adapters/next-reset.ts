/**
 * When a cap that is renewed by the UTC calendar is renewed next.
 *
 * @param every `daily`, `weekly` (on Mondays) or `monthly`.
 * @param now Unix time in seconds.
 * @returns Unix time in seconds; undefined where either is unknown.
 */
export function nextReset(every: unknown, now: number | undefined): number | undefined {
  if (now === undefined || !Number.isFinite(now)) return undefined;
  const day = new Date(now * 1000);
  if (Number.isNaN(day.getTime())) return undefined;
  day.setUTCHours(0, 0, 0, 0);
  if (every === 'daily') day.setUTCDate(day.getUTCDate() + 1);
  else if (every === 'weekly') day.setUTCDate(day.getUTCDate() + (7 - ((day.getUTCDay() + 6) % 7)));
  else if (every === 'monthly') day.setUTCMonth(day.getUTCMonth() + 1, 1);
  else return undefined;
  return day.getTime() / 1000;
}
