import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openDoor } from '../../../examples/stack/world/door.ts';
import { CURRENT } from '../../../test/collector/builder/releases.ts';
import { sourceOf } from '../../../test/stack/servers/sources.ts';
import { resolveOptions } from '../src/options.ts';
import {
  type ComposeService,
  composeOfStack,
  fileOfStack,
  mountAt,
  mountsOf,
  STACK,
} from './stack-example/compose.ts';

const compose = await composeOfStack();
const services = Object.entries(compose.services);
const serviceNames = services.map(([name]) => name);

const yamlOf = async <T>(path: string): Promise<T> => parse(await fileOfStack(path)) as T;
const serviceOf = (name: string): ComposeService => compose.services[name]!;

/** Whose network a service has: its own, or that of another. */
const networkOf = (name: string): string => serviceOf(name).network_mode?.replace(/^service:/, '') ?? name;

/** Ports on which something listens, by the network it stands in. The servers' own are their defaults. */
const LISTENS: Readonly<Record<string, readonly number[]>> = {
  // Services, remote control; the balance exporter.
  simulator: [8080, 8090, 9464],
  collector: [4318, 9464],
  prometheus: [9090],
  alertmanager: [9093],
  alerts: [9080],
  grafana: [3000],
};

/** Every name that a container can be reached by → whose network it is. */
const hosts = new Map<string, string>(
  services.flatMap(([name, { networks, network_mode }]) =>
    network_mode !== undefined
      ? []
      : [name, ...Object.values(networks ?? {}).flatMap(({ aliases = [] }) => aliases)].map(
          (host) => [host, name] as const,
        ),
  ),
);

/** Images that a service builds here. */
const built = services.flatMap(([, { build, image }]) => (build === undefined ? [] : [image]));

describe('the images', () => {
  it.each(services.filter(([, { image }]) => !built.includes(image)))(
    '%s has a pinned version',
    (_, { image }) => {
      expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+$/);
    },
  );

  it('the Collector is the one that the configuration is tested on', () => {
    expect(serviceOf('collector').image).toBe(`otel/opentelemetry-collector-contrib:${CURRENT.version}`);
  });

  it('Prometheus is the one that the rules are tested on', () => {
    expect(serviceOf('prometheus').image).toBe(`prom/prometheus:v${sourceOf('prometheus').release}`);
  });

  it('Alertmanager is of the minor version that the alerts are tested on', () => {
    const minor = /^\d+\.\d+/.exec(sourceOf('alertmanager').release)?.[0];
    expect(serviceOf('alertmanager').image).toMatch(new RegExp(`^prom/alertmanager:v${minor}\\.`));
  });

  it('what is built here is built once, and pulled by none', () => {
    // Two services that build one image at once: the second cannot export it.
    expect(built).toEqual([...new Set(built)]);
    for (const [, { image, build, pull_policy }] of services) {
      if (built.includes(image)) expect(pull_policy).toBe(build === undefined ? 'never' : 'build');
    }
  });

  it('what is built here is built from a Dockerfile that is there, of a pinned Node', async () => {
    for (const [, { build }] of services) {
      if (build === undefined) continue;
      const dockerfile = new URL(build.dockerfile, new URL(`${build.context}/`, STACK));
      expect(await readFile(dockerfile, 'utf8')).toMatch(/^FROM node:\d+\.\d+\.\d+-/m);
    }
  });
});

describe('the mounts', () => {
  it.each(mountsOf(compose).map((mount) => [mount.service, mount.target, mount] as const))(
    '%s has at %s what is there, read-only',
    (_, __, { source, readOnly }) => {
      expect(existsSync(source), source).toBe(true);
      expect(readOnly).toBe(true);
    },
  );

  it('are the rules, the dashboards and the Collector configuration that the packages ship', () => {
    const shipped = mountsOf(compose)
      .map(({ source }) => source)
      .filter((source) => source.includes('/packages/'))
      .map((source) => source.replace(/^.*\/packages\//, ''));
    expect(shipped).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^collector-processor\/generated\/.+\.yaml$/),
        'dashboards/prometheus/rules.yaml',
        'dashboards/prometheus/alerts.yaml',
        'dashboards/grafana',
      ]),
    );
  });
});

describe('the services', () => {
  it.each(services)('%s depends only on services that there are', (_, { depends_on = {}, network_mode }) => {
    const named = [
      ...Object.keys(depends_on),
      ...(network_mode ? [network_mode.replace(/^service:/, '')] : []),
    ];
    expect(named.filter((name) => !serviceNames.includes(name))).toEqual([]);
  });

  it.each(services)(
    '%s can be reached from this machine alone, at ports where it listens',
    (name, { ports = [] }) => {
      for (const port of ports) {
        const [host, published, target] = port.split(':');
        expect(host).toBe('127.0.0.1');
        expect(published).toBe(target);
        expect(LISTENS[networkOf(name)]).toContain(Number(target));
      }
    },
  );

  it('has no name twice among hosts', () => {
    const reachable = services.filter(([, { network_mode }]) => network_mode === undefined).length;
    expect([...hosts.values()].filter((name, at, all) => all.indexOf(name) === at)).toHaveLength(reachable);
  });

  it.each(services.filter(([, { image }]) => built.includes(image)))(
    '%s runs a file that is there',
    (_, { command }) => {
      const [node, file] = command ?? [];
      expect(node).toBe('node');
      const path = fileURLToPath(new URL(file!, STACK));
      // What a build makes is not there before it.
      if (!path.includes('/dist/')) expect(existsSync(path), path).toBe(true);
    },
  );
});

/** `host:port` → the file or the service that names it. */
const ADDRESSES: readonly (readonly [address: string, where: string])[] = [
  ...services.flatMap(([name, { environment = {} }]) =>
    Object.entries(environment).flatMap(([variable, value]) =>
      value.startsWith('http') ? [[new URL(value).host, `${variable} of ${name}`] as const] : [],
    ),
  ),
  ...(
    await Promise.all(
      [
        fileURLToPath(new URL('prometheus/prometheus.yml', STACK)),
        fileURLToPath(new URL('alertmanager/alertmanager.yml', STACK)),
        fileURLToPath(new URL('grafana/notifications.yaml', STACK)),
        mountAt(compose, 'grafana', '/etc/grafana/provisioning/datasources/fuelgauge.yaml').source,
      ].map(async (file) =>
        // Comments may name addresses of elsewhere.
        [...JSON.stringify(parse(await readFile(file, 'utf8'))).matchAll(/[a-z][\w.-]*:\d{2,5}\b/g)].map(
          ([address]) => [address, basename(file)] as const,
        ),
      ),
    )
  ).flat(),
];

describe('the addresses', () => {
  it.each(ADDRESSES)('%s, in %s, is one where somebody listens', (address) => {
    const [host = '', port] = address.split(':');
    const network = hosts.get(host);
    expect(network, `no service is called ${host}`).toBeDefined();
    expect(LISTENS[network!]).toContain(Number(port));
  });

  it('are as many as there are ways between the containers', () => {
    expect(ADDRESSES.length).toBeGreaterThanOrEqual(8);
  });
});

describe('the variables', () => {
  it('of balance.yaml are set', async () => {
    const named = [...(await fileOfStack('balance.yaml')).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
    expect(named).not.toEqual([]);
    expect(Object.keys(serviceOf('balance').environment ?? {})).toEqual(expect.arrayContaining(named));
  });

  it('of collector.yaml are set', async () => {
    const named = [...(await fileOfStack('collector/collector.yaml')).matchAll(/\$\{env:(\w+)\}/g)].map(
      ([, name]) => name!,
    );
    expect(named).not.toEqual([]);
    expect(Object.keys(serviceOf('collector').environment ?? {})).toEqual(expect.arrayContaining(named));
  });

  it('give an account the same name in calls and in balances', async () => {
    const { accounts } = await yamlOf<{ accounts: { id: string }[] }>('balance.yaml');
    const ofCalls = serviceOf('service').environment?.FUELGAUGE_ACCOUNTS ?? '';
    for (const { id } of accounts) expect(ofCalls).toContain(`${id}=`);
  });

  it('give the simulator, the exporter and the service the same keys', async () => {
    const world = await fileOfStack('world/simulator.ts');
    const keys = ['service', 'balance'].flatMap((name) =>
      Object.entries(serviceOf(name).environment ?? {}).filter(([variable]) => variable.endsWith('_KEY')),
    );
    expect(keys).toHaveLength(6);
    for (const [, key] of keys) expect(world).toContain(`'${key}'`);
  });
});

describe('the provisioning of Grafana', () => {
  const provisioned = <T>(service: string, target: string): Promise<T> =>
    readFile(mountAt(compose, service, `/etc/grafana/provisioning/${target}`).source, 'utf8').then(
      (text) => parse(text) as T,
    );

  it('has a data source of the uid that alert rules ask', async () => {
    const { apiVersion, datasources } = await provisioned<{
      apiVersion: number;
      datasources: { uid: string; type: string }[];
    }>('grafana', 'datasources/fuelgauge.yaml');
    expect(apiVersion).toBe(1);
    expect(datasources).toEqual([
      expect.objectContaining({ uid: resolveOptions().datasourceUid, type: 'prometheus' }),
    ]);
  });

  it('looks for dashboards where they are mounted', async () => {
    const { apiVersion, providers } = await provisioned<{
      apiVersion: number;
      providers: { type: string; options: { path: string } }[];
    }>('grafana', 'dashboards/fuelgauge.yaml');
    expect(apiVersion).toBe(1);
    const [provider] = providers;
    expect(provider?.type).toBe('file');
    expect(mountAt(compose, 'grafana', provider!.options.path).source).toMatch(
      /packages\/dashboards\/grafana$/,
    );
  });

  it('has the dashboards that the README links to', async () => {
    const uids = await Promise.all(
      ['money.json', 'exporter.json'].map(
        async (file) =>
          (
            JSON.parse(await readFile(new URL(`../grafana/${file}`, import.meta.url), 'utf8')) as {
              uid: string;
            }
          ).uid,
      ),
    );
    const linked = [...(await fileOfStack('README.md')).matchAll(/localhost:3000\/d\/([\w-]+)/g)].map(
      ([, uid]) => uid,
    );
    expect(linked).toEqual(uids);
  });

  it('sends its own alerts, where they are wanted, to a contact point that it has', async () => {
    const { contactPoints, policies } = await yamlOf<{
      contactPoints: { name: string }[];
      policies: { receiver: string }[];
    }>('grafana/notifications.yaml');
    expect(policies.map(({ receiver }) => receiver)).toEqual(contactPoints.map(({ name }) => name));
  });
});

describe('the variant with the alerts of Grafana', () => {
  it('mounts what is there, into services that there are', async () => {
    const variant = await yamlOf<typeof compose>('compose.grafana-alerts.yaml');
    expect(Object.keys(variant.services).filter((name) => !serviceNames.includes(name))).toEqual([]);
    const mounts = mountsOf(variant);
    expect(mounts).toHaveLength(2);
    for (const { source, target } of mounts) {
      expect(existsSync(source), source).toBe(true);
      expect(target).toMatch(/^\/etc\/grafana\/provisioning\/alerting\//);
    }
  });
});

describe('alertmanager.yml', () => {
  interface Inhibition {
    readonly source_matchers: readonly string[];
    readonly equal: readonly string[];
  }

  it('lets an account at the upstream that is empty hush nothing about the one at the gateway', async () => {
    const { inhibit_rules } = await yamlOf<{ inhibit_rules: Inhibition[] }>('alertmanager/alertmanager.yml');
    const ofEmpty = inhibit_rules.filter(({ source_matchers }) =>
      source_matchers.includes('alertname="LlmAccountEmpty"'),
    );
    expect(ofEmpty).toHaveLength(1);
    expect(ofEmpty[0]?.source_matchers).toContain('llm_error_owner="caller"');
    for (const { equal } of inhibit_rules) expect(equal).toEqual(['gen_ai_provider_name', 'llm_account_id']);
  });
});

describe('the door', () => {
  it('breaks an answer where the simulator breaks it', async () => {
    const breaking = createServer((_, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '100' });
      outgoing.write('half', () => setTimeout(() => outgoing.destroy(), 20));
    });
    await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
    const to = (breaking.address() as AddressInfo).port;
    const door = await openDoor({ to, host: '127.0.0.1', port: 0 });
    const answer = await fetch(`http://127.0.0.1:${door.port}/`);
    await expect(answer.text()).rejects.toThrow(/terminated/);
    breaking.close();
  });
});
