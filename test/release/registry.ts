import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A package registry that lives as long as this process, for one scope; other packages come from the usual one. */
export interface LocalRegistry {
  readonly url: string;
  /** Lines for a project's `.npmrc`, so that `npm install <scope>/…` and `npm publish` come here. */
  readonly npmrc: string;
  /** `name@version`, in order of publication. */
  readonly published: readonly string[];
  close(): Promise<void>;
}

/** What npm sends when it publishes. */
interface Publication {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, Version>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

interface Version {
  readonly dist: Readonly<Record<string, unknown>>;
}

/**
 * Starts one on a free port. It speaks the part of npm's protocol that `npm publish` and `npm install` use
 * (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md).
 *
 * @param scope such as `@fuelgauge`.
 */
export async function startRegistry(scope: string): Promise<LocalRegistry> {
  const packuments = new Map<string, object>();
  const tarballs = new Map<string, Buffer>();
  const published: string[] = [];

  function publish(publication: Publication): void {
    const versions: Record<string, object> = {};
    for (const [version, manifest] of Object.entries(publication.versions)) {
      const path = `/-/${publication.name.replace('/', '-').slice(1)}-${version}.tgz`;
      const [attachment] = Object.values(publication._attachments);
      tarballs.set(path, Buffer.from(attachment?.data ?? '', 'base64'));
      versions[version] = { ...manifest, dist: { ...manifest.dist, tarball: url + path } };
      published.push(`${publication.name}@${version}`);
    }
    packuments.set(publication.name, {
      name: publication.name,
      'dist-tags': publication['dist-tags'],
      versions,
    });
  }

  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (request.method === 'PUT') {
      publish(JSON.parse((await bodyOf(request)).toString('utf8')) as Publication);
      return answer(response, 201, '{}');
    }
    const found = tarballs.get(path) ?? packuments.get(path.slice(1));
    if (found === undefined) return answer(response, 404, '{"error":"not found"}');
    answer(response, 200, Buffer.isBuffer(found) ? found : JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    npmrc: `${scope}:registry=${url}/\n//127.0.0.1:${port}/:_authToken=fake-token\n`,
    published,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, status: number, body: string | Buffer): void {
  const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
  response.writeHead(status, { 'content-type': type }).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
