import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFrontDoor, startSimulator } from '@fuelgauge/simulator';
import { npx } from '../published/npm.ts';
import type { Outcome } from '../published/process.ts';
import { type Checks, must } from './checks.ts';
import { publishedPackages } from './manifests.ts';

type Run = (args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Outcome>;

/** One real use of each command, by its package: with what README shows. */
const USES: Readonly<Record<string, (run: Run, folder: string) => Promise<void>>> = {
  '@fuelgauge/errors': async (run) => {
    const { stdout } = await run([
      '--base-url',
      'https://api.deepseek.com',
      '402 {"error":{"message":"Insufficient Balance"}}',
    ]);
    must(/insufficient_balance/.test(stdout) && /Top up/.test(stdout), `it said:\n${stdout}`);
  },
  '@fuelgauge/instrumentation': async (run, folder) => {
    const first = `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\n`;
    await writeFile(join(folder, 'index.mjs'), first);
    const { stdout } = await run(['doctor']);
    must(stdout.includes('✓ loaded by the first line of index.mjs'), `it said:\n${stdout}`);
  },
  '@fuelgauge/balance': async (run) => {
    const simulator = await startSimulator();
    const door = await openFrontDoor(simulator, 'api.deepseek.com');
    try {
      const { stdout } = await run(['check'], {
        DEEPSEEK_API_KEY: 'sk-fake-release',
        DEEPSEEK_BASE_URL: door.url,
      });
      must(/^deepseek .* USD$/m.test(stdout), `it said:\n${stdout}`);
    } finally {
      await door.close();
      await simulator.close();
    }
  },
  '@fuelgauge/collector-processor': async (run) => {
    const { stdout } = await run(['--temporality', 'delta']);
    must(/^processors:/m.test(stdout) && /llm\.error\.category/.test(stdout), 'it printed no configuration');
  },
  '@fuelgauge/dashboards': async (run, folder) => {
    const options = ['--out', 'monitoring', '--minimum-balance', '20'];
    await run(options);
    must(existsSync(join(folder, 'monitoring/prometheus/alerts.yaml')), 'it wrote no alert rules');
    await run([...options, '--check']);
  },
};

/** Every command as installed in a project, by `npx`. */
export async function checkCommands(checks: Checks, folder: string): Promise<void> {
  for (const { manifest } of publishedPackages()) {
    for (const command of Object.keys(manifest.bin ?? {})) {
      await checks.check(`npx ${manifest.name} --help, npx ${command} --help`, async () => {
        const byPackage = await npx(folder, ['--no', manifest.name, '--', '--help'], {});
        const byName = await npx(folder, ['--no', command, '--', '--help'], {});
        must(byPackage.stdout.length > 100, 'it printed no help');
        must(byName.stdout === byPackage.stdout, 'the two differ');
        return [];
      });
      await checks.check(`npx ${manifest.name}: one real use`, async () => {
        const use = USES[manifest.name];
        must(use !== undefined, `there is none for ${command}: add one to test/release/commands.ts`);
        await use((args, env = {}) => npx(folder, ['--no', manifest.name, '--', ...args], env), folder);
        return [];
      });
    }
  }
}
