import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  METRIC_LLM_CALL_COST,
  METRIC_LLM_CALL_ERRORS,
} from '@fuelgauge/semconv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGo, run as runGo } from '../../../test/collector/builder/go.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../../test/simulator/src/otlp-receiver.ts';
import { binary } from '../../../test/stack/servers/binaries.ts';
import { temporaryFolder } from '../../../test/stack/servers/temporary-folder.ts';
import { composeOfStack, mountsOf, STACK } from './stack-example/compose.ts';
import { startAlerts, startExporter, startService, startWorld, type World } from './stack-example/world.ts';

const run = promisify(execFile);

const found = findGo();
/** Why the tools, which Go builds, are not there; in CI that is a failure. */
const missing = 'problem' in found ? found.problem : undefined;
if (missing !== undefined) {
  const message = `examples/stack cannot be checked by Prometheus' and Compose's own tools: ${missing}`;
  if (process.env.CI) throw new Error(message);
  console.warn(message);
}

/** The files of a container, at the paths where it sees them, below a folder. */
async function filesOf(service: string): Promise<string> {
  const root = temporaryFolder();
  for (const { source, target } of mountsOf(await composeOfStack()).filter(
    (one) => one.service === service,
  )) {
    await mkdir(dirname(join(root, target)), { recursive: true });
    await cp(source, join(root, target), { recursive: true });
  }
  return root;
}

const COMPOSE_CHECK = fileURLToPath(new URL('stack-example/compose-check/', import.meta.url));

/** What Compose files have become after loading, the later merged over the earlier. */
async function composeCheck(...files: readonly string[]): Promise<unknown> {
  if ('problem' in found) throw new Error(found.problem);
  return JSON.parse(
    await runGo(found.path, ['run', '.', ...files], { cwd: COMPOSE_CHECK, env: process.env }),
  );
}

describe.skipIf(missing !== undefined)('the files of examples/stack pass their own tools', () => {
  // Compiles it: minutes the first time.
  beforeAll(() => composeCheck(fileURLToPath(new URL('compose.yaml', STACK))), 600_000);

  it('prometheus.yml and the rules that it names: promtool', async () => {
    const file = join(await filesOf('prometheus'), 'etc/prometheus/prometheus.yml');
    const { stdout } = await run(await binary('promtool'), ['check', 'config', file]);
    expect(stdout).toContain('SUCCESS: 2 rule files found');
  });

  it('alertmanager.yml: amtool', async () => {
    const file = join(await filesOf('alertmanager'), 'etc/alertmanager/alertmanager.yml');
    const { stdout } = await run(await binary('amtool'), ['check-config', file]);
    expect(stdout).toContain('SUCCESS');
  });

  it('compose.yaml: the loader of docker compose', async () => {
    const loaded = await composeCheck(fileURLToPath(new URL('compose.yaml', STACK)));
    expect(loaded).toHaveProperty('services.simulator.networks.default.aliases.0', 'api.deepseek.com');
  });

  it('compose.grafana-alerts.yaml: the loader of docker compose, over compose.yaml', async () => {
    const files = ['compose.yaml', 'compose.grafana-alerts.yaml'].map((file) =>
      fileURLToPath(new URL(file, STACK)),
    );
    const loaded = (await composeCheck(...files)) as { services: Record<string, { volumes: object[] }> };
    expect(loaded.services.grafana!.volumes).toHaveLength(5);
    expect(Object.keys(loaded.services)).not.toContain('alertmanager');
  });

  it('which refuses a file that is wrong', async () => {
    const file = join(temporaryFolder(), 'compose.yaml');
    await writeFile(file, 'services: { one: { image: example, prots: ["1:1"] } }\n');
    await expect(composeCheck(file)).rejects.toThrow(/prots/);
  });
});

describe('the processes of examples/stack', () => {
  let world: World;
  let receiver: OtlpReceiver;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    world = await startWorld();
    stops.push(world.stop);
    receiver = await startOtlpReceiver();
    stops.push(() => receiver.close());
    const service = await startService(world, receiver.env);
    stops.push(service.stop);
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const failed = (account: string, owner: string) => (): boolean =>
    receiver
      .points(METRIC_LLM_CALL_ERRORS)
      .some(
        ({ attributes }) =>
          attributes[ATTR_LLM_ACCOUNT_ID] === account &&
          attributes[ATTR_LLM_ERROR_CATEGORY] === 'insufficient_balance' &&
          attributes[ATTR_LLM_ERROR_OWNER] === owner,
      );

  const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

  it('spend from accounts whose balances the exporter tells under the same names', async () => {
    const exporter = await startExporter(world);
    stops.push(exporter.stop);
    for (const account of ['deepseek-production', 'openrouter-production']) {
      const balance = new RegExp(
        `^llm_account_balance\\{[^}]*llm_account_id="${account}"[^}]*\\} [\\d.]+`,
        'm',
      );
      await expect.poll(() => metricsOf(exporter.ready), { timeout: 30_000 }).toMatch(balance);
      await receiver.waitFor(
        () =>
          receiver
            .points(METRIC_LLM_CALL_COST)
            .some(({ attributes, value }) => attributes[ATTR_LLM_ACCOUNT_ID] === account && value > 0),
        30_000,
      );
    }
  });

  it('fail by the account of the caller when it is drained', async () => {
    await world.control('drain');
    await receiver.waitFor(failed('deepseek-production', 'caller'), 60_000);
    const { balances } = await world.control();
    expect(balances['deepseek-production']).toBeLessThanOrEqual(0);
  });

  it("fail by the gateway's account when that is drained, with the caller's untouched", async () => {
    await world.control('drain-gateway');
    await receiver.waitFor(failed('openrouter-production', 'gateway'), 30_000);
    const { balances } = await world.control();
    expect(balances['openrouter-production']).toBeGreaterThan(100);
  });

  it('answer a button that there is not with 404', async () => {
    expect((await world.control('explode')).status).toBe(404);
  });

  it('print the alerts that arrive', async () => {
    const alerts = await startAlerts();
    stops.push(alerts.stop);
    const labels = { alertname: 'LlmAccountEmpty', severity: 'critical' };
    const annotations = {
      summary: 'deepseek is empty',
      runbook_url: 'https://example.test/account-empty.md',
    };
    const body = JSON.stringify({ alerts: [{ status: 'firing', labels, annotations }] });
    const { ok } = await fetch(alerts.ready, { method: 'POST', body });
    expect(ok).toBe(true);
    await expect.poll(alerts.log).toContain('FIRING critical LlmAccountEmpty: deepseek is empty');
    expect(alerts.log()).toContain('https://example.test/account-empty.md');
  });
});
