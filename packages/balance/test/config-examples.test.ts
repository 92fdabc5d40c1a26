import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ADAPTERS } from '../src/adapters/all.ts';
import { parseConfig } from '../src/config-file/config-file.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const example = (file: string): string => read(`examples/balance-exporter/${file}`);

/** A different fake key for every variable that a text names. */
const keysOf = (text: string): NodeJS.ProcessEnv =>
  Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name, `sk-fake-${name}`]));

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
  readonly stringData: Readonly<Record<string, string>>;
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly securityContext: object;
        readonly containers: readonly [
          {
            readonly securityContext: object;
            readonly livenessProbe: { readonly httpGet: object };
            readonly readinessProbe: { readonly httpGet: object };
            readonly resources: { readonly limits: object };
          },
        ];
      };
    };
  };
}

function manifests(): Readonly<Record<string, Manifest>> {
  const documents = parseAllDocuments(example('kubernetes.yaml'));
  if (!Array.isArray(documents)) throw new Error('no document');
  return Object.fromEntries(
    documents.map((document) => {
      expect(document.errors).toEqual([]);
      const manifest = document.toJS() as Manifest;
      return [manifest.kind, manifest];
    }),
  );
}

describe('the example of a configuration', () => {
  it('is right as it stands', () => {
    const text = example('balance.yaml');
    const { accounts, warnings } = parseConfig('balance.yaml', text, keysOf(text));
    expect(accounts).toHaveLength(4);
    expect(warnings).toEqual([]);
  });
});

describe('the example for Kubernetes', () => {
  it('has a right configuration, with the keys of its Secret', () => {
    const { ConfigMap, Secret } = manifests();
    const { accounts, host } = parseConfig(
      'balance.yaml',
      ConfigMap!.data['balance.yaml']!,
      Secret!.stringData,
    );
    expect(accounts).toHaveLength(1);
    expect(host).toBe('0.0.0.0');
  });

  it('runs without rights, with probes and bounds', () => {
    const { spec } = manifests().Deployment!.spec.template;
    const [container] = spec.containers;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'metrics' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'metrics' });
    expect(container.resources.limits).toHaveProperty('memory');
  });
});

describe('the example for Prometheus', () => {
  it('scrapes where the exporter serves by default', () => {
    const [document] = parseAllDocuments(example('prometheus.yml'));
    expect(document?.errors).toEqual([]);
    expect(document?.toJS().scrape_configs[0].static_configs).toEqual([{ targets: ['127.0.0.1:9464'] }]);
  });
});

describe('the README', () => {
  it.each([...ADAPTERS.values()].map(({ provider, key, env }) => ({ provider, key, env })))(
    'says which key $provider wants, and by which variables it is found',
    ({ provider, key, env }) => {
      const row = read('packages/balance/README.md')
        .split('\n')
        .find((line) => line.startsWith(`| \`${provider}\``));
      expect(row).toContain(`| ${key} `);
      for (const name of env) expect(row).toContain(`\`${name}\``);
    },
  );

  it('has an example of a configuration that is right', () => {
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(read('packages/balance/README.md')) ?? [];
    expect(parseConfig('balance.yaml', text, keysOf(text)).accounts?.length).toBeGreaterThan(0);
  });
});
