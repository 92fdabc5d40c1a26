/** How processes end: nobody may die of telemetry, or live on because of it. */
import { describe, expect, test } from 'vitest';
import { ENDINGS } from './acts/endings.ts';
import { end, type Telemetry } from './endings.ts';
import { inLine } from './in-line.ts';

/** Those that an SDK of fuelgauge's own could change: it flushes when a process ends. */
const FLUSHED = /^makes a call and|exit code|while it waits for it|SIG|never comes|could end|in the loop/;

const telemetriesOf = (name: string): readonly Telemetry[] =>
  name === 'makes a call and ends'
    ? ['an SDK', 'a Collector that hangs', 'a Collector that refuses', 'no Collector']
    : FLUSHED.test(name)
      ? ['an SDK', 'a Collector that hangs']
      : ['an SDK'];

const cases = ENDINGS.flatMap((ending) =>
  telemetriesOf(ending.name).map((telemetry) => [telemetry, ending.name, ending] as const),
);
const running = inLine([
  ...ENDINGS.map((ending) => [ending.name, () => end(ending, 'none')] as const),
  ...cases.map(
    ([telemetry, name, ending]) => [`${name} ${telemetry}`, () => end(ending, telemetry)] as const,
  ),
]);

/** A process that ends like this is held up until its last spans are exported, or cannot be. */
const ORDERLY = /makes a call and|exit code|is sent|once|never comes|could end/;

describe('beside', () => {
  test.each(cases)(
    '%s a process that %s ends as it does without fuelgauge',
    { timeout: 115_000 },
    async (telemetry, name) => {
      const bare = await running(name);
      expect((await running(`${name} ${telemetry}`)).ended).toEqual(bare.ended);
    },
  );

  test.each(cases.filter(([telemetry, name]) => telemetry !== 'an SDK' && ORDERLY.test(name)))(
    '%s a process that %s has tried to export',
    { timeout: 115_000 },
    async (telemetry, name) => {
      expect((await running(`${name} ${telemetry}`)).exports).toBeGreaterThan(0);
    },
  );

  test.each(cases.filter(([telemetry]) => telemetry === 'an SDK'))(
    '%s a process that %s ends no span twice, and leaves none open that it could have ended',
    { timeout: 115_000 },
    async (telemetry, name) => {
      const { ended, spans } = await running(`${name} ${telemetry}`);
      // Of a process that is killed nobody hears; one that exits at once, or throws, ends what has ended by then.
      const isSudden =
        spans === undefined || ended.code === null || ended.code === 1 || /exit\(\)|own/.test(name);
      for (const { ends } of spans ?? []) expect(ends).toBeLessThanOrEqual(1);
      if (!isSudden) expect(spans.filter(({ ends }) => ends !== 1)).toEqual([]);
    },
  );
});
