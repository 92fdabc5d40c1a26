import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import type { Secrets } from './secrets.ts';

const LEVELS = ['debug', 'info', 'warn', 'off'] as const;

export type LogLevel = (typeof LEVELS)[number];

/** Lines on stderr: stdout is for what a command was asked for. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
}

/** @throws {TypeError} naming the variable and what it accepts. */
export function logLevelOf(env: NodeJS.ProcessEnv): LogLevel {
  const text = env.FUELGAUGE_LOG?.trim().toLowerCase() ?? '';
  if (text === '') return 'info';
  const level = LEVELS.find((known) => known === text);
  if (level === undefined) throw new TypeError('FUELGAUGE_LOG must be debug, info, warn or off');
  return level;
}

/** A log that blanks every secret it knows, whoever put it in a message. */
export function createLog(level: LogLevel, secrets: Secrets, write: (text: string) => void): Log {
  const from = LEVELS.indexOf(level);
  const at =
    (of: LogLevel) =>
    (line: string): void => {
      // One entry is one line, whatever somebody else put in a message.
      if (LEVELS.indexOf(of) >= from) write(`fuelgauge: ${secrets.blank(line.replace(/\p{Cc}+/gu, ' '))}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn') };
}

/** A receiver that is down fails every push with the same words. */
const REPEAT_MS = 10 * 60_000;
/** How many different messages are remembered. */
const MOST_REMEMBERED = 100;

/**
 * What OpenTelemetry says of its exporters goes to the same log; a warning that stays the same, once in ten minutes.
 *
 * @param now milliseconds, from any start.
 */
export function followDiagnostics(log: Log, now: () => number = () => performance.now()): void {
  const join =
    (write: (line: string) => void) =>
    (...parts: unknown[]): void =>
      write(parts.map(text).join(' '));
  const said = new Map<string, number>();
  const warn = (line: string): void => {
    const before = said.get(line);
    if (before !== undefined && now() - before < REPEAT_MS) return;
    if (said.size >= MOST_REMEMBERED) said.clear();
    said.set(line, now());
    log.warn(line);
  };
  const logger: DiagLogger = {
    error: join(warn),
    warn: join(warn),
    info: join(log.debug),
    debug: join(log.debug),
    verbose: () => {},
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true });
}

function text(part: unknown): string {
  if (part instanceof Error) return part.message;
  if (typeof part === 'string') return messageOf(part);
  try {
    return JSON.stringify(part) ?? String(part);
  } catch {
    return String(part);
  }
}

/** The SDK hands errors over as JSON with a stack, of which a person reads the message. */
function messageOf(part: string): string {
  if (!part.startsWith('{')) return part;
  try {
    const { message } = JSON.parse(part) as { readonly message?: unknown };
    return typeof message === 'string' ? message : part;
  } catch {
    return part;
  }
}
