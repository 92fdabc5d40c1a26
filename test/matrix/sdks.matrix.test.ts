import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCENARIOS } from '../simulator/src/index.ts';
import {
  closeWorkshop,
  installedManifest,
  installProject,
  nodeBinary,
  openWorkshop,
  type Workshop,
} from './install.ts';
import { type Observation, observe, type Run } from './observe.ts';
import { writeStripped } from './project-files.ts';
import { SDKS, type SdkRow } from './sdks.ts';
import { admits } from './semver.ts';
import { traffic } from './traffic.ts';
import { NEWEST_OPENTELEMETRY, NODES } from './versions.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => closeWorkshop(workshop));

describe.each(SDKS)('$name, at its newest', (row) => {
  let project: string;
  let engines: { readonly name: string; readonly version: string; readonly node: string }[];
  beforeAll(async () => {
    project = await installProject(workshop, `sdk-${row.name}`, {
      '@fuelgauge/instrumentation': '*',
      ...NEWEST_OPENTELEMETRY.dependencies,
      ...row.packages,
    });
    await writeStripped(project, 'sdks', new URL('./guest/sdks.ts', import.meta.url));
    await writeFile(
      join(project, 'one-line.mjs'),
      `import '@fuelgauge/instrumentation/register';\nimport './sdks.mjs';\n`,
    );
    const manifests = await Promise.all(
      Object.keys(row.packages).map((name) => installedManifest(project, name)),
    );
    engines = manifests.map(({ name, version, engines: own }) => ({
      name,
      version,
      node: own?.node ?? '>=0',
    }));
    console.log(manifests.map(({ name, version }) => `${name} ${version}`).join(', ') || row.name);
  });

  describe.each(NODES)('on Node %s', (version) => {
    let excluded: string | undefined;
    let alone: Observation;
    let watched: Observation;
    beforeAll(async () => {
      const demanding = engines.find(({ node }) => !admits(node, version));
      excluded =
        demanding && `${demanding.name} ${demanding.version} asks for Node ${demanding.node}, not ${version}`;
      if (excluded !== undefined) return;
      const node = await nodeBinary(version);
      [alone, watched] = await Promise.all([
        observe(node, ['sdks.mjs'], runOf(row, project)),
        observe(node, ['one-line.mjs'], runOf(row, project)),
      ]);
    });

    const unlessExcluded = (says: string, judge: () => void): void =>
      test(says, (context) => {
        if (excluded !== undefined) context.skip(excluded);
        judge();
      });

    unlessExcluded('it prints, sends and ends as without us', () => {
      const seenOf = ({ seen, outcome: { exit, stderr }, requests }: Observation) => ({
        seen: Object.fromEntries(seen),
        exit,
        stderr,
        traffic: traffic(requests),
      });
      expect(seenOf(watched)).toEqual(seenOf(alone));
      expect([...alone.seen.keys()]).toEqual(['call', 'stream', 'refused']);
    });

    unlessExcluded('call and stream succeed without us, and what is to be refused is', () => {
      const lines = [...alone.seen.values()].map((line) => JSON.parse(line) as { threw?: unknown });
      expect(lines.map(({ threw }) => threw !== undefined)).toEqual([false, false, true]);
    });

    unlessExcluded('each of the three is one span', () => {
      expect(byTime(watched)).toHaveLength(3);
    });

    unlessExcluded('call and stream have provider, model, account, tokens and cost', () => {
      for (const [at, { attributes, status }] of byTime(watched).slice(0, 2).entries()) {
        expect(attributes).toMatchObject({
          'gen_ai.operation.name': row.operation,
          'gen_ai.provider.name': row.providerName,
          'gen_ai.response.model': expect.stringContaining(row.models[at]!),
          'llm.account.id': 'production',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 50,
          'gen_ai.usage.cost.currency': 'USD',
        });
        expect(attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
        expect(status.code).not.toBe('error');
      }
    });

    unlessExcluded('what is refused has its verdict', () => {
      const { category, owner } = SCENARIOS[row.scenario].verdict!;
      expect(byTime(watched)[2]?.attributes).toMatchObject({
        'gen_ai.provider.name': row.providerName,
        'http.response.status_code': row.status,
        'llm.error.category': category,
        'llm.error.owner': owner,
      });
    });
  });
});

const byTime = ({ spans }: Observation) => [...spans].sort((left, right) => left.start - right.start);

const runOf = (row: SdkRow, cwd: string): Run => ({
  cwd,
  prepare: ({ simulator }) => {
    simulator.failNext(row.provider, row.scenario, { model: row.models[2] });
    return {
      SDK: row.name,
      BASE: simulator.url(row.provider),
      API_KEY: 'sk-fake-key-1',
      MODELS: row.models.join(','),
      FUELGAUGE_PROVIDERS: `127.0.0.1=${row.providerName}`,
      FUELGAUGE_ACCOUNTS: 'production=API_KEY',
    };
  },
});
