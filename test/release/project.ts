import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../published/npm.ts';
import { type Outcome, runProcess } from '../published/process.ts';
import type { LocalRegistry } from './registry.ts';

/** A user's empty project: our packages come from the local registry, all others from the usual one. */
export class UserProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(folder: string, registry: LocalRegistry): Promise<UserProject> {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.npmrc'), registry.npmrc);
    await writeFile(
      join(folder, 'package.json'),
      '{ "name": "service", "version": "1.0.0", "private": true }\n',
    );
    return new UserProject(folder);
  }

  /** `npm install` by name, as a README says it. Returns what npm printed. */
  async install(...packages: readonly string[]): Promise<string> {
    const { stdout, stderr } = await npm(this.folder, ['install', ...packages]);
    return stdout + stderr;
  }

  async write(file: string, source: string): Promise<string> {
    await writeFile(join(this.folder, file), source);
    return file;
  }

  /** Runs Node with nothing in its environment but PATH and `env`. */
  node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return runProcess(process.execPath, args, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...env },
      timeoutMs: 60_000,
    });
  }
}
