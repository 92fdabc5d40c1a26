#!/usr/bin/env node
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { capital } from './capital.ts';
import { examine } from './examine.ts';
import { render } from './render.ts';
import { problemsOf, type Report } from './report.ts';

const USAGE = `Says which LLM calls of a project fuelgauge will see, how, and by which line to load it.

  npx @fuelgauge/instrumentation doctor [folder]

  folder      the application's folder, with its package.json; the current one by default
  --json      the report as one JSON object
  -h, --help  this text

It reads files only: it runs none of the project's code and makes no request.
Exit status: 0 everything that is installed will be seen, 1 something will not, 2 wrong usage.`;

function main(): number {
  let options: ReturnType<typeof readArguments>;
  try {
    options = readArguments();
  } catch (error) {
    return misused(messageOf(error));
  }
  const { values, positionals } = options;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [command, folder = '.', ...more] = positionals;
  if (command !== 'doctor') {
    return misused(command === undefined ? 'Which command? There is one: doctor.' : `No command ${command}.`);
  }
  if (more.length > 0) return misused('One folder at a time.');
  const project = resolve(folder);
  if (statSync(project, { throwIfNoEntry: false })?.isDirectory() !== true)
    return misused(`No folder ${folder}.`);

  let report: Report;
  try {
    report = examine(project, { env: process.env, node: process.versions.node });
  } catch (error) {
    return misused(capital(messageOf(error)));
  }
  const problems = problemsOf(report).length;
  process.stdout.write(
    values.json ? `${JSON.stringify({ ...report, problems }, null, 2)}\n` : render(report, wantsColour()),
  );
  return problems > 0 ? 1 : 0;
}

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
}

function misused(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}\n`);
  return 2;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function wantsColour(): boolean {
  if (process.env.NO_COLOR) return false;
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

// A reader that stops early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = main();
