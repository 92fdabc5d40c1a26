/** The Compose file of examples/stack, as far as its checks read it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const STACK: URL = new URL('../../../../examples/stack/', import.meta.url);

export interface ComposeService {
  readonly image: string;
  readonly pull_policy?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly network_mode?: string;
  readonly networks?: Readonly<Record<string, { readonly aliases?: readonly string[] }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export interface Mount {
  readonly service: string;
  /** Path on this machine. */
  readonly source: string;
  /** Path in the container. */
  readonly target: string;
  readonly readOnly: boolean;
}

export const fileOfStack = (path: string): Promise<string> => readFile(new URL(path, STACK), 'utf8');

export const composeOfStack = async (): Promise<Compose> =>
  parse(await fileOfStack('compose.yaml'), { merge: true }) as Compose;

/** What of this machine stands in which container. */
export function mountsOf(compose: Compose): readonly Mount[] {
  return Object.entries(compose.services).flatMap(([service, { volumes = [] }]) =>
    volumes
      .map((volume) => volume.split(':') as [string, string, string?])
      .filter(([source]) => source.startsWith('.'))
      .map(([source, target, mode]) => ({
        service,
        source: fileURLToPath(new URL(source, STACK)),
        target,
        readOnly: mode === 'ro',
      })),
  );
}

/** The mount that a container sees at a path. */
export function mountAt(compose: Compose, service: string, target: string): Mount {
  const mount = mountsOf(compose).find((one) => one.service === service && one.target === target);
  if (mount === undefined) throw new Error(`nothing is mounted at ${target} of ${service}`);
  return mount;
}
