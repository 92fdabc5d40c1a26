#!/usr/bin/env node
import { run } from './exporter/command.ts';

// A diagnostic report of Node's lists the environment, and so the keys.
process.report.excludeEnv = true;

/** The first signal stops the server as it should; a second one at once. */
function stopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const [signal, status] of [
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const) {
      process.on(signal, () => {
        resolve(signal);
        process.on(signal, () => process.exit(status));
      });
    }
  });
}

// A reader that stops early (`| head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stopped,
  onFault: (print) => {
    const end = (fault: unknown): void => {
      print(fault);
      process.exit(70);
    };
    process.on('uncaughtException', end);
    process.on('unhandledRejection', end);
  },
});

// What is left by then, a push that is tried again, must not hold the process up.
setTimeout(() => process.exit(), 250).unref();
