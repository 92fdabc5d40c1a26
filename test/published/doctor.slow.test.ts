import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runProcess } from './process.ts';
import { createProject, type Project } from './project.ts';
import { VERSIONS } from './versions.ts';

/** As a user types it, in the project's folder; npx runs the one command of the installed package. */
const doctor = (project: Project, ...args: readonly string[]) =>
  runProcess('npx', ['--no', '@fuelgauge/instrumentation', 'doctor', ...args], {
    cwd: project.folder,
    env: { PATH: process.env.PATH, HOME: project.folder },
    timeoutMs: 60_000,
  });

interface Finding {
  readonly id: string;
  readonly package?: string;
  readonly version?: string;
}
const findingsOf = (json: string): Finding[] =>
  (JSON.parse(json) as { groups: { findings: Finding[] }[] }).groups.flatMap(({ findings }) => findings);

let project: Project;
beforeAll(async () => {
  project = await createProject('doctor', {
    '@fuelgauge/instrumentation': '*',
    '@opentelemetry/api': 'latest',
    '@opentelemetry/sdk-node': 'latest',
    openai: '^7',
    '@langchain/core': VERSIONS['@langchain/core'],
    '@langchain/openai': VERSIONS['@langchain/openai'],
    '@opentelemetry/instrumentation-openai': '^0.22.0',
  });
});

describe('npx @fuelgauge/instrumentation doctor, in a project that npm installed', () => {
  test('says by which line to load it, and fails', async () => {
    await project.write('server.mjs', `import OpenAI from 'openai';\n`);
    await expect(doctor(project)).rejects.toThrow(/✗ not loaded/);
  });

  test('names every installed copy of openai with its version', async () => {
    const line = `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\n`;
    await project.write('server.mjs', line);
    const { stdout } = await doctor(project, '--json');
    const copies = findingsOf(stdout).filter((finding) => finding.package === 'openai' && finding.version);
    expect(copies.map(({ version }) => version).sort()).toEqual((await openaiVersions(project)).sort());
  });

  test('succeeds where the entry loads it first', async () => {
    const { stdout } = await doctor(project);
    expect(stdout).toContain('✓ loaded by the first line of server.mjs');
  });

  test('says that the other instrumentation is silent on openai 7', async () => {
    const { stdout } = await doctor(project, '--json');
    expect(findingsOf(stdout).map(({ id }) => id)).toContain('peer-excludes-openai');
  });
});

/** Versions of every copy that npm laid down. */
async function openaiVersions({ folder }: Project): Promise<string[]> {
  const versions: string[] = [];
  for await (const path of glob('**/node_modules/openai/package.json', { cwd: folder })) {
    versions.push((JSON.parse(await readFile(join(folder, path), 'utf8')) as { version: string }).version);
  }
  return versions;
}
