/**
 * `pnpm --silent collector:classify --jsonl --style <style> < rows.jsonl`: sends each row (the fields of
 * `fuelgauge-explain --jsonl`) as such a library's span through a real Collector with the generated configuration,
 * and prints the verdicts that came out, one JSON object a line, in the order of the rows.
 *
 * Exit status: 0 done, 1 a bad line or no Collector, 2 wrong usage.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { collectorToRun } from './builder/ensure.ts';
import { parseRow, type Row } from './styles/row.ts';
import { STYLE_NAMES, type Style, styleNamed } from './styles/style.ts';
import { collectorVerdicts } from './verdicts.ts';

const USAGE = `Usage: collector:classify --jsonl --style <style> < rows.jsonl
  rows: one JSON object a line: id, base_url, status, headers, body, sdk_message
  style: ${STYLE_NAMES.join(', ')}`;

async function main(): Promise<number> {
  let style: Style;
  try {
    const { values } = parseArgs({
      options: {
        jsonl: { type: 'boolean' },
        style: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    if (!values.jsonl) throw new Error('--jsonl is the only form of input');
    if (values.style === undefined) throw new Error(`--style: expected ${STYLE_NAMES.join(', ')}`);
    style = styleNamed(values.style);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}\n`);
    return 2;
  }

  const { rows, bad } = await readRows();
  if (rows.length === 0) return bad > 0 ? 1 : 0;
  let unclassified = 0;
  try {
    const verdicts = await collectorVerdicts(
      rows.map((row) => ({ row, style })),
      { binary: await collectorToRun() },
    );
    for (const [at, verdict] of verdicts.entries()) {
      if (verdict === undefined) {
        unclassified++;
        process.stderr.write(`row ${at + 1}: its span came out without a verdict\n`);
      } else process.stdout.write(`${JSON.stringify(verdict)}\n`);
    }
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
  return bad + unclassified > 0 ? 1 : 0;
}

async function readRows(): Promise<{ readonly rows: readonly Row[]; readonly bad: number }> {
  const rows: Row[] = [];
  let number = 0;
  let bad = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    try {
      rows.push(parseRow(line));
    } catch (error) {
      bad++;
      process.stderr.write(`line ${number}: ${messageOf(error)}\n`);
    }
  }
  return { rows, bad };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// A reader that stops early (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main();
