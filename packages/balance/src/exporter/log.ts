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
      if (LEVELS.indexOf(of) >= from) write(`fuelgauge: ${secrets.blank(line)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn') };
}

/** What OpenTelemetry says of its exporters goes to the same log. */
export function followDiagnostics(log: Log): void {
  const join =
    (write: (line: string) => void) =>
    (...parts: unknown[]): void =>
      write(parts.map(text).join(' '));
  const logger: DiagLogger = {
    error: join(log.warn),
    warn: join(log.warn),
    info: join(log.debug),
    debug: join(log.debug),
    verbose: () => {},
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true });
}

function text(part: unknown): string {
  if (part instanceof Error) return part.message;
  if (typeof part === 'string') return part;
  try {
    return JSON.stringify(part) ?? String(part);
  } catch {
    return String(part);
  }
}
