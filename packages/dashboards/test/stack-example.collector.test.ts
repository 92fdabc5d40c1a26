import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startCollector, validateConfig } from '../../../test/collector/collector.ts';
import { describeCollector } from '../../../test/collector/needs-collector.ts';
import { composeOfStack, mountAt } from './stack-example/compose.ts';

const compose = await composeOfStack();
const [, ...files] = compose.services
  .collector!.command!.join(' ')
  .split('--config ')
  .map((file) => file.trim());
const config = await Promise.all(
  files.map((file) => readFile(mountAt(compose, 'collector', file).source, 'utf8')),
);

describeCollector('the Collector of examples/stack', () => {
  it('accepts its files', async () => {
    expect(files).toHaveLength(2);
    expect(await validateConfig({ config, env: { FUELGAUGE_PROMETHEUS: '127.0.0.1:0' } })).toBeUndefined();
  });

  it('starts', async () => {
    const collector = await startCollector({ config, env: { FUELGAUGE_PROMETHEUS: '127.0.0.1:0' } });
    await collector.stop();
    expect(collector.log()).not.toMatch(/"?error"?\s/i);
  });
});
