import { describe, expect, it } from 'vitest';
import { groupOf, shortPath } from './profile-groups.ts';

const SDK = '/home/user/app/node_modules/.pnpm/@opentelemetry+sdk-trace@3.1.1/node_modules/@opentelemetry/';

describe('groupOf', () => {
  it.each([
    ['startSpan', `${SDK}sdk-trace/dist/Tracer.mjs`, 'SDK: spans'],
    ['_record', `${SDK}sdk-metrics/dist/Instruments.mjs`, 'SDK: metrics'],
    ['setValue', `${SDK}api/dist/context/context.mjs`, 'OpenTelemetry API and context'],
    ['isAnyValue', `${SDK}core/dist/common/attributes.mjs`, 'OpenTelemetry, other'],
    ['request', '/home/user/app/node_modules/openai/client.js', 'openai client'],
    [
      'call',
      '/repo/packages/instrumentation/dist/index.cjs < ../src/call/call.ts',
      'fuelgauge: instrumentation',
    ],
    ['classify', '/app/node_modules/@fuelgauge/errors/dist/index.cjs', 'fuelgauge: errors'],
    ['chat', '/repo/test/benchmarks/work.ts', 'the benchmark'],
    ['fetch', 'node:internal/deps/undici/undici', 'Node'],
    ['(garbage collector)', '(native)', 'garbage collection'],
    ['stringify', '(native)', 'V8 builtins'],
    ['main', '/repo/elsewhere.js', 'other'],
  ])('%s in %s is %s', (name, file, group) => {
    expect(groupOf({ name, file })).toBe(group);
  });
});

describe('shortPath', () => {
  it.each([
    ['/repo/packages/errors/dist/index.cjs < ../src/match.ts', 'errors/src/match.ts'],
    ['/app/node_modules/openai/client.js', 'openai/client.js'],
    ['/repo/test/benchmarks/work.ts', 'benchmarks/work.ts'],
    ['node:internal/timers', 'node:internal/timers'],
  ])('%s is %s', (file, short) => {
    expect(shortPath(file)).toBe(short);
  });
});
