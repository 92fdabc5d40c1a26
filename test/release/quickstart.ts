import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver } from '@fuelgauge/simulator';
import { type Checks, must } from './checks.ts';
import { asCommonJs } from './examples.ts';
import { ROOT } from './manifests.ts';
import { UserProject } from './project.ts';
import type { LocalRegistry } from './registry.ts';

const STAND_IN = fileURLToPath(new URL('../simulator/src/stand-in.ts', import.meta.url));
const STRIP_TYPES = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];

/** README's install line and `examples/quickstart`, from the registry, as an ES module and as CommonJS. */
export async function checkQuickstart(
  checks: Checks,
  registry: LocalRegistry,
  folder: string,
): Promise<void> {
  const project = await UserProject.create(folder, registry);
  const install = installLine();
  await checks.check(`npm install ${install.join(' ')}, as README says`, async () => {
    const said = await project.install(...install, 'openai');
    return /ERESOLVE|peer|deprecated/i.test(said) ? [said] : [];
  });
  const service = readFileSync(join(ROOT, 'examples/quickstart/service.mjs'), 'utf8');
  for (const [file, source] of [
    ['service.mjs', service],
    ['service.cjs', asCommonJs(service)],
  ] as const) {
    await checks.check(
      `the quickstart as ${file}: two answers with their cost, then whose money ran out`,
      async () => {
        await project.write(file, source);
        await recordsTheQuickstart(project, file);
      },
    );
  }
}

/** The packages that README tells a service without OpenTelemetry to install. */
function installLine(): string[] {
  const line = /^npm install (@fuelgauge\/instrumentation .*)$/m.exec(
    readFileSync(join(ROOT, 'README.md'), 'utf8'),
  )?.[1];
  must(line !== undefined, 'README.md has no line "npm install @fuelgauge/instrumentation …"');
  return line.split(' ');
}

async function recordsTheQuickstart(project: UserProject, file: string): Promise<void> {
  const receiver = await startOtlpReceiver();
  try {
    const { stdout, stderr } = await project.node([...STRIP_TYPES, STAND_IN, file], { ...receiver.env });
    must(
      /^What is a fuel gauge\? \S/m.test(stdout),
      `the service did not print an answer:\n${stdout}${stderr}`,
    );
    const spans = receiver.spans.toSorted((one, other) => one.start - other.start);
    const seen = spans.map(({ attributes }) => [
      typeof attributes['gen_ai.usage.cost.amount'] === 'number' ? 'priced' : 'unpriced',
      attributes['llm.error.category'] ?? 'answered',
      attributes['llm.error.owner'] ?? 'nobody',
    ]);
    const wanted = [
      ['priced', 'answered', 'nobody'],
      ['priced', 'answered', 'nobody'],
      ['unpriced', 'insufficient_balance', 'caller'],
    ];
    must(
      JSON.stringify(seen) === JSON.stringify(wanted),
      `spans say ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}\n${stderr}`,
    );
    must(receiver.points('llm.call.errors').length === 1, 'llm.call.errors was not exported');
  } finally {
    await receiver.close();
  }
}
