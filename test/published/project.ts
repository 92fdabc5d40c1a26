import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { type Dependencies, manifestOf } from './manifest.ts';
import { npm } from './npm.ts';
import { type Outcome, runProcess } from './process.ts';

export interface AppOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Flags of Node, before the file. */
  readonly flags?: readonly string[];
  /** The Node to run it with; by default the one that runs the tests. */
  readonly node?: string;
}

/** A user's project: a folder of its own outside the repository, with what npm installed into it. */
export class Project {
  readonly folder: string;
  /** What npm said so far. */
  npmOutput = '';
  #dependencies: Dependencies = {};

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Adds dependencies, or changes their versions, by a plain `npm install`. */
  async install(dependencies: Dependencies): Promise<void> {
    this.#dependencies = { ...this.#dependencies, ...dependencies };
    const manifest = manifestOf(this.#dependencies, inject('tarballs'));
    await writeFile(join(this.folder, 'package.json'), JSON.stringify(manifest, null, 2));
    const { stdout, stderr } = await npm(this.folder, ['install']);
    this.npmOutput += stdout + stderr;
  }

  /** The installed tree as `npm ls` sees it, which fails when a dependency, peer or not, is unmet. */
  async tree(): Promise<void> {
    await npm(this.folder, ['ls', '--all']);
  }

  /** Names of all packages in the lock file, sorted; one that is there twice comes twice. */
  async installed(): Promise<string[]> {
    const lock = JSON.parse(await readFile(join(this.folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    const paths = Object.keys(lock.packages).filter((path) => path !== '');
    return paths.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)).sort();
  }

  async write(file: string, source: string): Promise<string> {
    const path = join(this.folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, source);
    return path;
  }

  /** Writes a program and runs it with nothing in its environment but PATH and `env`. */
  async start(file: string, source: string, options: AppOptions = {}): Promise<Outcome> {
    const path = await this.write(file, source);
    return this.node([...(options.flags ?? []), path], options);
  }

  node(args: readonly string[], options: AppOptions = {}): Promise<Outcome> {
    return runProcess(options.node ?? process.execPath, args, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...options.env },
      timeoutMs: 60_000,
    });
  }
}

/** A new project with these dependencies. `name` must be unique among the tests. */
export async function createProject(name: string, dependencies: Dependencies): Promise<Project> {
  const folder = join(inject('folder'), name);
  await mkdir(folder);
  const project = new Project(folder);
  await project.install(dependencies);
  return project;
}
