import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { type ReceivedSpan, SCENARIOS } from '../simulator/src/index.ts';
import {
  closeWorkshop,
  installedManifest,
  installProject,
  type Manifest,
  nodeBinary,
  openWorkshop,
  type Workshop,
} from './install.ts';
import { Lanes } from './lanes.ts';
import { type Observation, observe, type Run } from './observe.ts';
import { writeStripped } from './project-files.ts';
import { SDKS, type SdkRow } from './sdks.ts';
import { admits } from './semver.ts';
import { traffic } from './traffic.ts';
import { LAST_NODE_22, NEWEST_OPENTELEMETRY, NODES } from './versions.ts';

const withSdk = (head: string, instrumentations: string): string => `
import { NodeSDK } from '@opentelemetry/sdk-node';
${head}
const sdk = new NodeSDK({ instrumentations: [${instrumentations}] });
sdk.start();
await import('./sdks.mjs');
await sdk.shutdown();
`;

/** The applications without fuelgauge. Some SDKs behave in another way where OpenTelemetry is there. */
const ALONE = {
  'alone.mjs': `import './sdks.mjs';`,
  'alone-with-sdk.mjs': withSdk('', ''),
} as const;

/** How fuelgauge is loaded, and which application that is compared to. */
const MAINS = [
  {
    name: 'the one line',
    file: 'one-line.mjs',
    source: `import '@fuelgauge/instrumentation/register';
import './sdks.mjs';
`,
    alone: 'alone.mjs',
  },
  {
    name: 'both instrumentations in the list of an SDK',
    file: 'listed.mjs',
    source: withSdk(
      `import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
const config = {
  accounts: { production: process.env.API_KEY },
  providers: { '127.0.0.1': process.env.PROVIDER },
};`,
      'new OpenAIInstrumentation(config), new FetchInstrumentation(config)',
    ),
    alone: 'alone-with-sdk.mjs',
  },
] as const;
const SOURCES: Readonly<Record<string, string>> = {
  ...ALONE,
  ...Object.fromEntries(MAINS.map(({ file, source }) => [file, source])),
};

const lanes = new Lanes(2);
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => closeWorkshop(workshop));

describe.each(SDKS)('$name, at its newest', (row) => {
  let project: string;
  let manifests: readonly Manifest[];
  beforeAll(async () => {
    project = await installProject(workshop, `sdk-${row.name}`, {
      '@fuelgauge/instrumentation': '*',
      ...NEWEST_OPENTELEMETRY.dependencies,
      ...row.packages,
    });
    await writeStripped(project, 'sdks', new URL('./guest/sdks.ts', import.meta.url));
    for (const [file, source] of Object.entries(SOURCES)) await writeFile(join(project, file), source);
    manifests = await Promise.all(Object.keys(row.packages).map((name) => installedManifest(project, name)));
    console.log(manifests.map(({ name, version }) => `${name} ${version}`).join(', ') || row.name);
  });

  // What needs no package but ours says most of Node itself.
  const nodes = needsNoPackage(row) ? [...NODES, LAST_NODE_22] : NODES;
  describe.each(nodes)('on Node %s', (version) => {
    let excluded: string | undefined;
    let ran: Readonly<Record<string, Observation>>;
    beforeAll(async () => {
      excluded = exclusion(manifests, version);
      if (excluded !== undefined) return;
      const node = await nodeBinary(version);
      const runs = Object.keys(SOURCES).map((file) =>
        lanes.run(async () => [file, await observe(node, [file], runOf(row, project))] as const),
      );
      ran = Object.fromEntries(await Promise.all(runs));
    });
    const unlessExcluded = (context: TestContext): void => {
      if (excluded !== undefined) context.skip(excluded);
    };

    describe.each(MAINS)('with $name', ({ file, alone }) => {
      test('call and stream succeed without us, and what is to be refused is', (context) => {
        unlessExcluded(context);
        const lines = [...ran[alone]!.seen].map(([check, line]) => [
          check,
          'threw' in (JSON.parse(line) as object),
        ]);
        expect(lines).toEqual([
          ['call', false],
          ['stream', false],
          ['refused', true],
        ]);
      });

      test('it prints, sends and ends as without us', (context) => {
        unlessExcluded(context);
        expect(noticed(ran[file]!)).toEqual(noticed(ran[alone]!));
      });

      test('each of the three is one span', (context) => {
        unlessExcluded(context);
        expect(inOrder(ran[file]!)).toHaveLength(3);
      });

      test.for([
        ['a call', 0],
        ['a stream', 1],
      ] as const)('%s has provider, model, account, tokens and cost', ([, at], context) => {
        unlessExcluded(context);
        const { attributes, status } = inOrder(ran[file]!)[at]!;
        expect(attributes).toMatchObject({
          'gen_ai.operation.name': row.operation,
          'gen_ai.provider.name': row.providerName,
          'gen_ai.response.model': expect.stringContaining(row.models[at]),
          'llm.account.id': 'production',
          'gen_ai.usage.input_tokens': 1000,
          'gen_ai.usage.output_tokens': 50,
          'gen_ai.usage.cost.currency': 'USD',
        });
        expect(attributes['gen_ai.usage.cost.amount']).toBeGreaterThan(0);
        expect(status.code).not.toBe('error');
      });

      test('what is refused has its verdict', (context) => {
        unlessExcluded(context);
        const { category, owner } = SCENARIOS[row.scenario].verdict!;
        expect(inOrder(ran[file]!)[2]!.attributes).toMatchObject({
          'gen_ai.provider.name': row.providerName,
          'http.response.status_code': row.status,
          'llm.error.category': category,
          'llm.error.owner': owner,
        });
      });
    });
  });
});

function needsNoPackage({ packages }: SdkRow): boolean {
  return Object.keys(packages).length === 0;
}

/** Why an SDK cannot run on a Node, by its own word. */
function exclusion(manifests: readonly Manifest[], node: string): string | undefined {
  for (const { name, version, engines } of manifests) {
    if (engines?.node !== undefined && !admits(engines.node, node))
      return `${name} ${version} asks for Node ${engines.node}, not ${node}`;
  }
  return undefined;
}

const inOrder = ({ spans }: Observation): ReceivedSpan[] =>
  [...spans].sort((left, right) => left.start - right.start);

/** What the application and the server could notice. */
const noticed = ({ seen, outcome: { exit, stderr }, requests }: Observation): unknown => ({
  seen: Object.fromEntries(seen),
  exit,
  stderr,
  traffic: traffic(requests),
});

const runOf = (row: SdkRow, cwd: string): Run => ({
  cwd,
  prepare: ({ simulator }) => {
    simulator.failNext(row.provider, row.scenario, { model: row.models[2] });
    return {
      SDK: row.name,
      BASE: simulator.url(row.provider),
      API_KEY: 'sk-fake-key-1',
      PROVIDER: row.providerName,
      MODELS: row.models.join(','),
      FUELGAUGE_PROVIDERS: `127.0.0.1=${row.providerName}`,
      FUELGAUGE_ACCOUNTS: 'production=API_KEY',
    };
  },
});
