/** The same generated configuration on another release, and with contrib's normalizer in front. */
import { collectorConfig } from '@fuelgauge/collector-processor';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { fixtureRows } from './agreement/rows.ts';
import { CURRENT, OLDER } from './builder/releases.ts';
import { describeNormalizer } from './needs-collector.ts';
import { STYLES, type StyleName } from './styles/style.ts';
import { classifyingConfig, collectorVerdicts, type VerdictLine } from './verdicts.ts';

const { older } = inject('collectors');
const rows = fixtureRows();
const styled = (style: StyleName) => rows.map((row) => ({ row, style: STYLES[style] }));

describe.skipIf(older === undefined)(`Collector ${OLDER.version}`, () => {
  it.each<StyleName>(['openllmetry', 'js-contrib'])(
    `gives the verdicts of ${CURRENT.version} on every fixture in the style of %s`,
    async (style) => {
      const newer = await collectorVerdicts(styled(style));
      expect(await collectorVerdicts(styled(style), { binary: older! })).toEqual(newer);
    },
    600_000,
  );
});

describeNormalizer('Behind genainormalizer', () => {
  let before: readonly (VerdictLine | undefined)[];
  let behind: readonly (VerdictLine | undefined)[];
  beforeAll(async () => {
    const { processors } = collectorConfig({ parts: ['normalizer', 'classification'] });
    const [pipeline] = classifyingConfig() as readonly [
      { service: { pipelines: { traces: { processors: readonly string[] } } } },
    ];
    pipeline.service.pipelines.traces.processors = Object.keys(processors);
    before = await collectorVerdicts(styled('openinference'));
    behind = await collectorVerdicts(styled('openinference'), { config: [pipeline, { processors }] });
  }, 600_000);

  it('OpenInference’s failed calls get the same verdicts', () => {
    expect(behind).toEqual(before);
  });
});
