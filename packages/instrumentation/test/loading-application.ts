import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type OtlpReceiver, type Simulator, startOtlpReceiver, startSimulator } from '@fuelgauge/simulator';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';

/** This package, of which applications load what is published (`dist`). */
const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
/** What it needs, and an SDK. */
const INSTALLED = [
  '@fuelgauge/errors',
  '@fuelgauge/gauges',
  '@fuelgauge/pricing',
  '@fuelgauge/semconv',
  '@opentelemetry/api',
  '@opentelemetry/instrumentation',
  '@opentelemetry/sdk-node',
];
const run = promisify(execFile);

/** One call; prints the number of choices. */
export const CALL = `
const client = new OpenAI();
const answer = await client.chat.completions.create({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] });
console.log(answer.choices.length);
`;
export const CALL_CJS: string = `(async () => {${CALL}})();`;

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Small applications, each a process of its own, with telemetry over the wire. */
export interface Applications {
  readonly simulator: Simulator;
  /** A new one for each test. */
  readonly receiver: OtlpReceiver;
  /** Outside the repository, with what every application may have installed: fuelgauge, OpenTelemetry. */
  readonly folder: string;
  /** The whole environment of an application, but for what a test adds. */
  environment(): NodeJS.ProcessEnv;
  /** Writes files, by path inside `folder`. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Makes an installed package of this repository (`openai6`, `@opentelemetry/api`) one of theirs, by a link. */
  link(name: string, at: string): Promise<void>;
  /** Writes a program and runs it to its end; it fails as `execFile` does. */
  start(file: string, source: string, flags?: readonly string[], env?: NodeJS.ProcessEnv): Promise<Output>;
}

export function useApplications(): Applications {
  let simulator: Simulator;
  let receiver: OtlpReceiver;
  let folder: string;
  const applications: Applications = {
    get simulator() {
      return simulator;
    },
    get receiver() {
      return receiver;
    },
    get folder() {
      return folder;
    },
    environment: () => ({
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_LOGS_EXPORTER: 'none',
      OPENAI_API_KEY: 'sk-fake-key-1',
      OPENAI_BASE_URL: simulator.url('openai'),
      FUELGAUGE_PROVIDERS: '127.0.0.1=openai',
    }),
    async write(files) {
      for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await writeFile(join(folder, file), text);
      }
    },
    async link(name, at) {
      await mkdir(dirname(join(folder, at)), { recursive: true });
      await symlink(await realpath(join(PACKAGE, 'node_modules', name)), join(folder, at));
    },
    async start(file, source, flags = [], env = {}) {
      await applications.write({ [file]: source });
      const { stdout, stderr } = await run(process.execPath, [...flags, join(folder, file)], {
        cwd: dirname(join(folder, file)),
        env: { ...applications.environment(), ...env },
        timeout: 15_000,
      });
      return { stdout: stdout.trim(), stderr };
    },
  };
  beforeAll(async () => {
    simulator = await startSimulator();
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fuelgauge-loading-')));
    // Its files, no link: whatever lies in the node_modules of this repository must not be found from there.
    for (const part of ['dist', 'package.json']) {
      const at = join(folder, 'node_modules', '@fuelgauge', 'instrumentation', part);
      await cp(join(PACKAGE, part), at, { recursive: true });
    }
    for (const name of INSTALLED) await applications.link(name, join('node_modules', name));
  });
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
  });
  afterEach(() => receiver.close());
  afterAll(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });
  return applications;
}
