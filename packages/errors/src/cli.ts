#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { classify } from './classify.ts';
import { explain } from './explain.ts';
import { classifyLine, toJsonLine } from './json-lines.ts';
import { render } from './render.ts';
import type { ClassifyInput } from './types.ts';

const USAGE = `Explains an error of an LLM call: whose money or whose limit ran out, and what to do.

  fuelgauge-explain [--base-url <url>] [--status <number>] [--json] [error text or body]
  … | fuelgauge-explain              the error from standard input
  fuelgauge-explain --jsonl < rows   one object a line: id, base_url, status, headers, body, sdk_message;
                                     writes one verdict a line

  --base-url <url>   who was called: the same sentence means different things at different endpoints
  --status <number>  HTTP status
  --json             the verdict as one JSON object
  -h, --help         this text`;

/** Exit status: 0 done, 1 a bad line or no input, 2 wrong usage. */
async function main(): Promise<number> {
  let options: ReturnType<typeof readArguments>;
  try {
    options = readArguments();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
  const { values, positionals } = options;
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (values.jsonl) return classifyLines();
  const status = values.status === undefined ? undefined : Number(values.status);
  if (status !== undefined && !(Number.isInteger(status) && status >= 100 && status <= 599)) {
    process.stderr.write('--status must be an HTTP status, from 100 to 599\n');
    return 2;
  }
  // `explain` as a first word is what `fuelgauge-explain explain "…"` reads like; it is no error text.
  const words = positionals[0] === 'explain' ? positionals.slice(1) : positionals;
  const text = words.length > 0 ? words.join(' ') : process.stdin.isTTY ? '' : await readAll();
  if (text.trim() === '' && status === undefined) {
    process.stderr.write(`No error given.\n\n${USAGE}\n`);
    return 1;
  }
  const input: ClassifyInput = { baseUrl: values['base-url'], status, ...bodyOrMessage(text) };
  const verdict = classify(input);
  if (values.json) {
    const { id: _, ...fields } = toJsonLine(null, verdict);
    process.stdout.write(`${JSON.stringify({ ...fields, explanation: explain(verdict) })}\n`);
  } else process.stdout.write(`${render(verdict, wantsColour())}\n`);
  return 0;
}

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: {
      'base-url': { type: 'string' },
      status: { type: 'string' },
      json: { type: 'boolean' },
      jsonl: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

/** Text that starts like JSON, HTML or an event stream is a body; other text is a client library's message. */
function bodyOrMessage(text: string): ClassifyInput {
  return /^\s*(?:[{[<]|data:|event:)/.test(text) ? { body: text } : { message: text };
}

async function readAll(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += chunk;
  return text;
}

function wantsColour(): boolean {
  if (process.env.NO_COLOR) return false;
  return process.stdout.isTTY === true && process.env.TERM !== 'dumb';
}

async function classifyLines(): Promise<number> {
  let number = 0;
  let bad = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    try {
      process.stdout.write(`${JSON.stringify(classifyLine(line))}\n`);
    } catch {
      bad++;
      process.stderr.write(`line ${number}: not a JSON object\n`);
    }
  }
  return bad > 0 ? 1 : 0;
}

// A reader that stops early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main();
