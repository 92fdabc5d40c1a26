import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../version-range.ts';
import type { Installation } from './installed.ts';
import type { Manifest } from './manifest.ts';
import type { Finding } from './report.ts';
import type { StartScript } from './start-script.ts';

/** `engines` of @fuelgauge/instrumentation. */
export const NODE = '22.15';

/** Node, the kind of modules, and whether what is declared is installed at all. */
export function judgeProject(
  project: string,
  manifest: Manifest,
  installation: Installation,
  situation: { readonly esm: boolean; readonly script: StartScript | undefined; readonly node: string },
): Finding[] {
  const findings: Finding[] = [judgeNode(situation.node)];
  findings.push({
    id: situation.esm ? 'esm' : 'cjs',
    mark: 'note',
    text: situation.esm ? 'ES modules' : 'CommonJS (no "type": "module" in package.json)',
  });
  const runner = situation.script?.runner;
  if (runner === 'bun' || runner === 'deno') {
    findings.push({
      id: 'not-node',
      mark: 'problem',
      text: `the script "${situation.script?.name}" runs ${runner}, and fuelgauge is for Node`,
    });
  }
  if (existsSync(join(project, '.pnp.cjs'))) {
    findings.push({
      id: 'plug-n-play',
      mark: 'warning',
      text: "Yarn Plug'n'Play keeps packages in archives that this command does not open",
      detail: 'What is said below of packages is incomplete.',
    });
  } else if (installation.missing.length > 0) {
    const { missing } = installation;
    const shown = missing.slice(0, 5).join(', ') + (missing.length > 5 ? ', …' : '');
    findings.push({
      id: 'not-installed',
      mark: 'warning',
      text: `declared, but not installed: ${shown}`,
      detail: 'What is not installed could not be looked at.',
    });
  }
  if (installation.truncated) {
    findings.push({
      id: 'too-many-packages',
      mark: 'warning',
      text: `only the first ${installation.packages.length} packages were looked at`,
    });
  }
  if (manifest.workspaces !== undefined || existsSync(join(project, 'pnpm-workspace.yaml'))) {
    findings.push({
      id: 'workspace-root',
      mark: 'note',
      text: 'the root of a workspace: run this in the folder of the application, or name it',
    });
  }
  return findings;
}

function judgeNode(version: string): Finding {
  if (compareVersions(version, NODE) < 0) {
    return {
      id: 'node-too-old',
      mark: 'problem',
      text: `Node ${version}`,
      detail: `fuelgauge needs Node ${NODE} or newer.`,
    };
  }
  return { id: 'node', mark: 'ok', text: `Node ${version}` };
}
