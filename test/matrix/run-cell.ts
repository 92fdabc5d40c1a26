import { deepStrictEqual } from 'node:assert/strict';
import type { RequestRecord } from '../simulator/src/index.ts';
import type { Cell } from './cells.ts';
import { CHECKS, type Check, limitOf, missingIn } from './contract.ts';
import { installedManifest } from './install.ts';
import { contractRun, type Observation, observe } from './observe.ts';
import { type Application, mainFile } from './project-files.ts';
import { admits } from './semver.ts';
import { modelOf, traffic } from './traffic.ts';

export type CheckResult =
  | { readonly check: string; readonly result: 'kept' }
  | { readonly check: string; readonly result: 'broken'; readonly because: string }
  | { readonly check: string; readonly result: 'absent'; readonly because: string }
  /** A documented limit. `holds` tells whether it was met; where it no longer is, it should be struck out. */
  | { readonly check: string; readonly result: 'limit'; readonly because: string; readonly holds: boolean };

export interface CellResult {
  readonly cell: Cell;
  /** What npm installed. */
  readonly installed: string;
  /** Why nothing could be run; undefined where it was. */
  readonly excluded?: string;
  readonly checks: readonly CheckResult[];
}

/** Where a cell is run. */
export interface Bench {
  readonly project: string;
  readonly node: string;
  /** The application without fuelgauge, on the same Node. */
  readonly alone: (application: Application) => Promise<Observation>;
}

/** The packages of a cell whose `engines` decide whether it can work at all. */
const PEERS = ['openai', '@opentelemetry/api', '@opentelemetry/sdk-node'] as const;

/** Runs the program in a cell and judges every check. Never throws for what the cell does. */
export async function runCell(cell: Cell, bench: Bench): Promise<CellResult> {
  const manifests = await Promise.all(PEERS.map((name) => installedManifest(bench.project, name)));
  const installed = manifests.map(({ name, version }) => `${name} ${version}`).join(', ');
  for (const { name, version, engines } of manifests) {
    if (engines?.node !== undefined && !admits(engines.node, cell.node))
      return {
        cell,
        installed,
        excluded: `${name} ${version} asks for Node ${engines.node}`,
        checks: [],
      };
  }
  const { loading } = cell;
  const alone = await bench.alone(loading);
  const args = [...loading.flags, mainFile(loading)];
  const watched = await observe(bench.node, args, contractRun(bench.project, absentIn(cell)));
  return { cell, installed, checks: CHECKS.map((check) => judged(cell, check, alone, watched)) };
}

/** Ids of the checks that the cell's version of the client has nothing for. */
export const absentIn = (cell: Cell): string[] =>
  CHECKS.filter((check) => missingIn(cell, check) !== undefined).map(({ id }) => id);

function judged(cell: Cell, check: Check, alone: Observation, watched: Observation): CheckResult {
  const missing = missingIn(cell, check);
  if (missing !== undefined) return { check: check.id, result: 'absent', because: missing };
  const limit = limitOf(cell, check);
  const because = faultIn(check, alone, watched);
  if (limit !== undefined)
    return { check: check.id, result: 'limit', because: limit, holds: because !== undefined };
  return because === undefined
    ? { check: check.id, result: 'kept' }
    : { check: check.id, result: 'broken', because };
}

function faultIn(check: Check, alone: Observation, watched: Observation): string | undefined {
  try {
    sameAsAlone(check, alone, watched);
    check.judge({
      all: watched.spans,
      spans: watched.spans.filter(({ attributes }) => attributes['gen_ai.request.model'] === check.model),
      points: watched.points,
      requests: requestsFor(check.model, watched.requests),
    });
    return undefined;
  } catch (fault) {
    return (fault as Error).message;
  }
}

function sameAsAlone({ id, model }: Check, alone: Observation, watched: Observation): void {
  if (id === 'wire') {
    deepStrictEqual(traffic(watched.requests), traffic(alone.requests));
  } else if (id === 'output') {
    const ended = ({ outcome: { exit, stderr } }: Observation): unknown => ({ exit, stderr });
    deepStrictEqual(ended(watched), ended(alone));
    deepStrictEqual(watched.refusedExports, []);
    deepStrictEqual([...watched.seen.keys()], [...alone.seen.keys()]);
  } else if (model !== undefined || id === 'rejections') {
    // A check that prints nothing in either run would prove nothing.
    if (!alone.seen.has(id)) throw new Error(`not run without us: ${alone.outcome.stderr}`);
    deepStrictEqual(watched.seen.get(id), alone.seen.get(id));
  }
}

const requestsFor = (model: string | undefined, requests: readonly RequestRecord[]): RequestRecord[] =>
  requests.filter((request) => modelOf(request) === model);
