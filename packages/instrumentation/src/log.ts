/**
 * What fuelgauge says of itself on stderr, as `FUELGAUGE_LOG` tells it to: `debug` (what was patched, what was
 * not and why), `warn` (the default: what loses data), `off`. Paths of packages and their versions; never a
 * key, and no URL.
 */

/** `info` is `@fuelgauge/balance`'s, which reads the same variable: here it is `warn`. */
const LEVELS = ['debug', 'info', 'warn', 'off'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** What was said already, by whichever copy of this package. */
const SAID: symbol = Symbol.for('fuelgauge.said.v1');

/** @throws {TypeError} naming the variable and what it accepts, when it has another value. */
export function logLevelOf(env: NodeJS.ProcessEnv): LogLevel {
  const text = env.FUELGAUGE_LOG?.trim().toLowerCase() ?? '';
  if (text === '') return 'warn';
  const level = LEVELS.find((known) => known === text);
  if (level === undefined) throw new TypeError('fuelgauge: FUELGAUGE_LOG must be debug, info, warn or off');
  return level;
}

/** Says a line once in a process, at `debug` only. A line that costs something to make is given as a function. */
export function debug(line: string | (() => string)): void {
  if (level() !== 'debug') return;
  const text = typeof line === 'string' ? line : line();
  if (isNew(text)) process.stderr.write(`fuelgauge: ${text}\n`);
}

/** Says once in a process what a person must know, unless `off`, as a warning of the process. */
export function warn(code: string, text: string): void {
  if (level() === 'off' || !isNew(text)) return;
  process.emitWarning(`fuelgauge: ${text}`, { type: 'FuelgaugeWarning', code });
}

/** A malformed value is refused at the start of the one-line import; beside an SDK it is the default. */
function level(): LogLevel {
  try {
    return logLevelOf(process.env);
  } catch {
    return 'warn';
  }
}

function isNew(text: string): boolean {
  const shared = globalThis as { [key: symbol]: Set<string> | undefined };
  shared[SAID] ??= new Set();
  const said = shared[SAID];
  if (said.has(text)) return false;
  said.add(text);
  return true;
}
