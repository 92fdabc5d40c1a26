/**
 * Preloaded into the balance exporter (`node --import`): a pause of half a minute or more lasts as much shorter as
 * FUELGAUGE_TEST_SPEED says, so that it asks once a minute of the accelerated clock. Shorter ones (time limits of
 * requests) are left alone. Nothing of the exporter itself is changed.
 */
const FROM_MS = 30_000;
const speed = Number(process.env.FUELGAUGE_TEST_SPEED);
const { setTimeout: unhurried } = globalThis;

globalThis.setTimeout = ((callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
  unhurried(callback, ms >= FROM_MS ? ms / speed : ms, ...args)) as typeof setTimeout;
