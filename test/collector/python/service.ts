/** `service.py` as a process of its own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Which library makes the spans. `python-contrib`: openai-v2; `python-genai`: genai-openai, which follows it. */
export type PythonInstrumentation = 'openllmetry' | 'python-contrib' | 'python-genai' | 'openinference';

export interface PythonCall {
  /** Its host may be any name: all of them lead to this machine. */
  readonly baseUrl: string;
  readonly model: string;
  /** Default `chat`. */
  readonly operation?: 'chat' | 'stream' | 'responses' | 'embeddings' | undefined;
  readonly prompt?: string;
  readonly apiKey?: string;
  /** Seconds. */
  readonly timeout?: number | undefined;
  /** Default 0. */
  readonly maxRetries?: number;
}

/** How a call ended for the Python program: the class of the exception and `str(error)`. */
export type PythonOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly class: string; readonly text: string };

export interface PythonService {
  call(call: PythonCall): Promise<PythonOutcome>;
  /** Lets it flush its spans and end. Throws when it did not end well. */
  stop(): Promise<void>;
}

export interface PythonServiceOptions {
  /** The interpreter, from `pythonEnvironment`. */
  readonly python: string;
  readonly instrumentation: PythonInstrumentation;
  /** Base URL of the OTLP receiver. */
  readonly otlpHttp: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startPythonService(options: PythonServiceOptions): PythonService {
  const script = fileURLToPath(new URL('service.py', import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(options.python, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Nothing of the machine's own settings: a proxy or an OTEL_ variable would change what is measured.
    env: {
      PATH: process.env.PATH,
      PYTHONUTF8: '1',
      NO_PROXY: '*',
      INSTRUMENTATION: options.instrumentation,
      OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpHttp,
      OTEL_SERVICE_NAME: 'python-service',
      ...options.env,
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // Written to after it has died: the reason is told where the answer is missed.
  child.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    async call(call) {
      const line = {
        base_url: call.baseUrl,
        api_key: call.apiKey ?? 'sk-fake-python-service',
        model: call.model,
        operation: call.operation ?? 'chat',
        prompt: call.prompt ?? 'Say something short.',
        timeout: call.timeout ?? 20,
        max_retries: call.maxRetries ?? 0,
      };
      child.stdin.write(`${JSON.stringify(line)}\n`);
      const answer = await answers.next();
      if (answer.done) throw new Error(`the Python service ended (${await ended}): ${said}`);
      return JSON.parse(answer.value) as PythonOutcome;
    },
    async stop() {
      child.stdin.end();
      const code = await ended;
      if (code !== 0) throw new Error(`the Python service ended with ${code}: ${said}`);
    },
  };
}
