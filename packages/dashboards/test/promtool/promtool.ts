/** Runs `promtool` of the pinned Prometheus. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { binary } from '../../../../test/stack/servers/binaries.ts';
import type { InputSeries } from './series.ts';

const run = promisify(execFile);

/** The rule files as shipped. */
export const RULE_FILES: readonly string[] = ['rules', 'alerts'].map((name) =>
  fileURLToPath(new URL(`../../prometheus/${name}.yaml`, import.meta.url)),
);

/** One test of `promtool test rules`. JSON is YAML. */
export interface PromtoolTest {
  readonly name: string;
  readonly interval: '1m';
  readonly input_series: readonly InputSeries[];
  readonly promql_expr_test?: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
  readonly alert_rule_test?: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly unknown[];
  }[];
}

/** @returns what promtool says; empty where all is well. */
export async function promtoolTest(
  tests: readonly PromtoolTest[],
  ruleFiles: readonly string[] = RULE_FILES,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fuelgauge-promtool-'));
  try {
    const file = join(folder, 'tests.yaml');
    const document = { rule_files: ruleFiles, evaluation_interval: '1m', fuzzy_compare: true, tests };
    await writeFile(file, JSON.stringify(document));
    return await said('test', 'rules', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @returns what promtool says of its failure; empty where it succeeds. */
export async function said(...args: readonly string[]): Promise<string> {
  const promtool = await binary('promtool');
  return await run(promtool, args, { maxBuffer: 1e8 }).then(
    () => '',
    (error: { stdout?: string; stderr?: string; message: string }) =>
      `${error.stdout ?? ''}${error.stderr ?? ''}` || error.message,
  );
}
