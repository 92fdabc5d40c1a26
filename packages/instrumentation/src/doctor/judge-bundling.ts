import { compareVersions } from '../version-range.ts';
import { BUNDLERS } from './bundlers.ts';
import type { Installed } from './installed.ts';
import type { Manifest } from './manifest.ts';
import type { Finding } from './report.ts';
import { readSource, type Source } from './sources.ts';

/** Packages that must stay outside a server bundle to be patched. */
const OUTSIDE = "['openai', '@fuelgauge/instrumentation']";
const NEXT_CONFIGS = [
  'next.config.js',
  'next.config.mjs',
  'next.config.ts',
  'next.config.cjs',
  'next.config.mts',
];

/** How the code that runs is built, as far as it can be told from package.json and configuration files. */
export interface Bundling {
  readonly findings: readonly Finding[];
  /** Next.js builds and runs the application. */
  readonly next: { readonly version: string; readonly hook: string | undefined } | undefined;
  /** The name of a bundler that may have packed openai into the application. */
  readonly bundled: string | undefined;
}

export function judgeBundling(
  project: string,
  manifest: Manifest,
  packages: readonly Installed[],
  sources: readonly Source[],
): Bundling {
  const direct = packages.filter((copy) => copy.direct);
  const findings: Finding[] = [];
  const next = direct.find(({ name }) => name === 'next');
  const hook = sources.find(({ path }) => /^(?:src\/)?instrumentation\.[jt]s$/.test(path));
  if (next !== undefined) {
    const usesOpenai = packages.some(({ name }) => name === 'openai');
    findings.push(...judgeNext(project, next, hook, usesOpenai));
  }

  let bundled: string | undefined;
  for (const { package: name, bundles } of BUNDLERS) {
    const copy = direct.find((other) => other.name === name);
    if (copy === undefined) continue;
    if (bundles === 'not-node') findings.push(notNode(copy));
    else if (bundles === 'own-code') findings.push(ownCode(copy));
    else if (bundles === 'packages' || bundlesPackages(name, manifest)) bundled ??= name;
  }
  if (bundled !== undefined && next === undefined) {
    findings.push({
      id: 'bundled',
      mark: 'warning',
      text: `${bundled} may pack openai into what runs, where no module can be patched`,
      detail:
        'Keep openai and @fuelgauge/instrumentation external, or wrap each client: `instrument(new OpenAI())`.',
      package: bundled,
    });
  }
  return {
    findings,
    next: next && { version: next.version, hook: hook?.path },
    bundled: next === undefined ? bundled : undefined,
  };
}

function judgeNext(
  project: string,
  next: Installed,
  hook: Source | undefined,
  usesOpenai: boolean,
): Finding[] {
  const findings: Finding[] = [];
  const config = NEXT_CONFIGS.map((path) => readSource(project, path)).find((file) => file !== undefined);
  const old = compareVersions(next.version, '15') < 0;
  if (usesOpenai) {
    const option = old ? 'experimental.serverComponentsExternalPackages' : 'serverExternalPackages';
    const list = /server(?:Components)?ExternalPackages\s*:\s*\[([^[\]]*)\]/.exec(config?.text ?? '')?.[1];
    const outside = list !== undefined && /["']openai["']/.test(list);
    findings.push({
      id: outside ? 'next-external' : 'next-bundles-openai',
      mark: outside ? 'ok' : 'warning',
      text: outside
        ? `next ${next.version} leaves openai outside its bundle`
        : `next ${next.version} bundles openai, where its client cannot be patched`,
      ...(!outside && {
        detail: `In ${config?.path ?? 'next.config.js'}: ${option}: ${OUTSIDE}. Or wrap each client: \`instrument(new OpenAI())\`.`,
      }),
      package: 'next',
      version: next.version,
    });
  }
  if (old && hook !== undefined && !/instrumentationHook\s*:\s*true/.test(config?.text ?? '')) {
    findings.push({
      id: 'next-hook-off',
      mark: 'problem',
      text: `next ${next.version} runs ${hook.path} only with experimental.instrumentationHook: true`,
      package: 'next',
      version: next.version,
    });
  }
  return findings;
}

/** Whether a script's command packs packages in: `esbuild … --bundle` without what leaves them out. */
function bundlesPackages(name: string, { scripts }: Manifest): boolean {
  return Object.values(scripts ?? {}).some(
    (command) =>
      typeof command === 'string' &&
      new RegExp(`(?:^|[\\s/])${name}\\s`).test(command) &&
      /--bundle\b(?!=false)/.test(command) &&
      !/--packages=external|--external:openai\b/.test(command),
  );
}

const notNode = ({ name, version }: Installed): Finding => ({
  id: 'not-node',
  mark: 'problem',
  text: `${name} ${version}: Workers do not run on Node, and fuelgauge does`,
  detail: "What runs in a Worker is not seen; the Collector's rules can classify what it reports itself.",
  package: name,
  version,
});

const ownCode = ({ name, version }: Installed): Finding => ({
  id: 'bundler-own-code',
  mark: 'note',
  text: `${name} ${version} leaves packages outside what it builds, unless it is told otherwise`,
  package: name,
  version,
});
