import { diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog, followDiagnostics, type Log } from '../src/exporter/log.ts';
import { createSecrets } from '../src/exporter/secrets.ts';

let lines: string[];
let log: Log;

beforeEach(() => {
  lines = [];
  log = createLog('info', createSecrets(), (text) => lines.push(text));
});

describe('the log', () => {
  it('is one line for one entry, whatever a name or a message holds', () => {
    log.warn('a\nfuelgauge: serving\u001b[2J b');
    expect(lines).toEqual(['fuelgauge: a fuelgauge: serving [2J b\n']);
  });
});

describe('what OpenTelemetry says', () => {
  let now = 0;

  beforeEach(() => {
    now = 0;
    followDiagnostics(log, () => now);
  });

  afterEach(() => {
    diag.disable();
  });

  it('is the message of an error, without its stack', () => {
    diag.error(
      JSON.stringify({ stack: 'Error: Unauthorized\n at x', message: 'Unauthorized', name: 'Error' }),
    );
    expect(lines).toEqual(['fuelgauge: Unauthorized\n']);
  });

  it('is left as it is where it only looks like JSON', () => {
    diag.warn('{"not": closed');
    expect(lines).toEqual(['fuelgauge: {"not": closed\n']);
  });

  it('is repeated after ten minutes, and not with every push', () => {
    for (; now < 20 * 60_000; now += 60_000) diag.error('export failed');
    expect(lines).toHaveLength(2);
  });

  it('is told where it is something else', () => {
    diag.error('export failed');
    diag.error('export timed out');
    expect(lines).toHaveLength(2);
  });

  it('takes no memory for messages that are always different', () => {
    for (let count = 0; count < 1000; count++) diag.error(`failed ${count}`);
    expect(lines).toHaveLength(1000);
    diag.error('failed 0');
    expect(lines).toHaveLength(1001);
  });
});
