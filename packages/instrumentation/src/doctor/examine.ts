import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { adviceFor, sdkFileIn } from './advice.ts';
import { entryOf, isEsm } from './entry.ts';
import { type Installation, readInstallation } from './installed.ts';
import { judgeBundling } from './judge-bundling.ts';
import { judgeEnvironment } from './judge-environment.ts';
import { judgeLoading } from './judge-loading.ts';
import { judgeOpenTelemetry } from './judge-opentelemetry.ts';
import { judgePeers } from './judge-peers.ts';
import { judgeProject } from './judge-project.ts';
import { judgeSdks } from './judge-sdks.ts';
import { findLoaded } from './loaded.ts';
import { readManifest } from './manifest.ts';
import { nextStep } from './next-step.ts';
import type { Finding, Report } from './report.ts';
import { SDKS } from './sdks.ts';
import { readSources, type Source } from './sources.ts';
import { startScriptOf } from './start-script.ts';

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** `process.version`, of the Node that will run the application. */
  readonly node: string;
}

/**
 * What fuelgauge would see in a project, and by which line it should be loaded. Reads files only: runs none of the
 * project's code and asks no network.
 *
 * @throws {Error} when the folder has no readable package.json.
 */
export function examine(folder: string, { env, node }: Surroundings): Report {
  const manifest = readManifest(join(folder, 'package.json'));
  if (manifest === undefined) throw new Error(`no package.json that can be read in ${folder}`);
  const project = realpathSync(folder);
  const installation = readInstallation(project, manifest, [
    ...new Set(SDKS.map((sdk) => sdk.package)),
    '@opentelemetry/api',
    '@opentelemetry/sdk-node',
  ]);
  const { packages } = installation;
  const sources = readSources(project);
  const script = startScriptOf(manifest);
  const entry = entryOf(manifest, script, sources);
  const esm = isEsm(manifest, entry);
  const sdkFile = sdkFileIn(sources);
  const starts: unknown[] = [
    env.NODE_OPTIONS,
    ...Object.values(manifest.scripts ?? {}),
    ...sources.map(({ text }) => text),
  ];
  const hooked = starts.some(
    (start) => typeof start === 'string' && start.includes('@opentelemetry/instrumentation/hook.mjs'),
  );
  const bundling = judgeBundling(project, manifest, packages, sources);
  const loaded = findLoaded(project, manifest, script, sources, env);

  const sdks = judgeSdks(project, packages);
  const byFetch = sources.filter(
    ({ text }) => /\bfetch\s*\(/.test(text) && text.includes('/chat/completions'),
  );
  const openai = packages.filter(({ name }) => name === 'openai');
  const wanted = sdks.length > 0 || byFetch.length > 0 || loaded.length > 0;
  const advice = adviceFor({
    esm,
    script,
    entry,
    bundling,
    sdkFile,
    fetchOnly: openai.length === 0,
  });
  const calls = [...sdks, ...byFetch.map(calledByFetch)];
  const fuelgauge = judgeFuelgauge(installation, wanted);
  const groups = [
    {
      title: 'Project',
      findings: judgeProject(project, manifest, installation, { esm, script, node }),
    },
    { title: 'LLM calls', findings: calls.length > 0 ? calls : [NO_SDK] },
    ...(wanted
      ? [
          { title: 'Other instrumentations', findings: judgePeers(project, packages) },
          { title: 'OpenTelemetry', findings: judgeOpenTelemetry(project, packages, sdkFile !== undefined) },
          { title: 'Bundling', findings: bundling.findings },
          {
            title: 'fuelgauge',
            findings: [
              fuelgauge,
              ...judgeLoading(loaded, advice, {
                wanted,
                esm,
                hooked,
              }),
            ],
          },
          { title: 'Environment of this shell', findings: judgeEnvironment(env) },
        ]
      : []),
  ].filter(({ findings }) => findings.length > 0);
  return {
    folder: project,
    groups,
    next: nextStep(
      groups.flatMap(({ findings }) => findings),
      { advice, install: installCommand(project) },
    ),
  };
}

function judgeFuelgauge({ packages }: Installation, wanted: boolean): Finding {
  const copy = packages.find(({ name }) => name === '@fuelgauge/instrumentation');
  if (copy === undefined) {
    return {
      id: 'fuelgauge-missing',
      mark: wanted ? 'problem' : 'note',
      text: '@fuelgauge/instrumentation is not installed in this project',
    };
  }
  return {
    id: 'fuelgauge',
    mark: 'ok',
    text: `@fuelgauge/instrumentation ${copy.version}`,
    package: copy.name,
    version: copy.version,
  };
}

const calledByFetch = ({ path }: Source): Finding => ({
  id: 'seen-own-fetch',
  mark: 'ok',
  text: `${path} asks for chat completions by fetch: will be seen`,
  path,
});

const NO_SDK: Finding = {
  id: 'no-sdk',
  mark: 'note',
  text: 'no LLM SDK that fuelgauge knows is installed',
};

function installCommand(project: string): string {
  if (existsSync(join(project, 'pnpm-lock.yaml'))) return 'pnpm add';
  if (existsSync(join(project, 'yarn.lock'))) return 'yarn add';
  if (existsSync(join(project, 'bun.lock'))) return 'bun add';
  return 'npm install';
}
