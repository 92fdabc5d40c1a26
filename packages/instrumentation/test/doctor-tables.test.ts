import { FetchInstrumentation } from '@fuelgauge/instrumentation';
import { describe, expect, test } from 'vitest';
import { SDKS, sdkOf } from '../src/doctor/sdks.ts';
import { WIRES } from '../src/doctor/wires.ts';
import { Telemetry } from './telemetry.ts';

describe('the table of requests', () => {
  test.each(Object.entries(WIRES))(
    'says of %s what the fetch instrumentation does (else: correct src/doctor/wires.ts)',
    async (_id, { url, recorded }) => {
      const telemetry = new Telemetry();
      const fetching = new FetchInstrumentation();
      fetching.setTracerProvider(telemetry.tracerProvider);
      try {
        const fetch = fetching.wrap(() => Promise.resolve(Response.json({})));
        const body = JSON.stringify({ model: 'fake', messages: [] });
        await (await fetch(url, { method: 'POST', body })).text();
        expect(telemetry.spans.length > 0).toBe(recorded);
      } finally {
        fetching.disable();
        await telemetry.close();
      }
    },
  );
});

describe('the table of SDKs', () => {
  test.each(SDKS)('$package has a line that can be reached', (sdk) => {
    const version = sdk.below === undefined ? '99.0.0' : (sdk.from ?? '0.0.1');
    const dependencies = sdk.ifDependsOn === undefined ? {} : { [sdk.ifDependsOn]: '*' };
    expect(sdkOf(sdk.package, version, dependencies)).toBe(sdk);
  });

  test('tells an old generation of a client by its dependency', () => {
    expect(sdkOf('groq-sdk', '0.30.0', { 'node-fetch': '^2' })?.transport.kind).toBe('other');
    expect(sdkOf('groq-sdk', '1.6.0')?.transport.kind).toBe('fetch');
  });
});
