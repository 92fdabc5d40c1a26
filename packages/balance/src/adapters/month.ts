/** Start of the running month, UTC: what costs are asked for. */
export function startOfMonth(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

/** The month of a time, and the time at which the next one starts. */
export function monthOf(seconds: number): { readonly name: string; readonly next: number } | undefined {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return undefined;
  return {
    name: date.toISOString().slice(0, 7),
    next: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 1000,
  };
}
