import { describe, expect, it } from 'vitest';
import { createPricer, type PriceRow, type PriceTable } from '../src/index.ts';

const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

function amountOf(row: Partial<PriceRow>, call: Record<string, unknown> = {}): number | undefined {
  const pricer = createPricer({
    table: [{ provider: 'acme', model: 'm', input: 1, output: 10, ...row }],
    library: false,
  });
  return pricer.priceCall({ provider: 'acme', responseModel: 'm', usage: MILLION, ...call })?.amount;
}

describe('a row of the table', () => {
  it('wins over the built-in prices and the library', () => {
    const pricer = createPricer({
      table: [
        { provider: 'deepseek', model: 'deepseek-flash', currency: 'CNY', input: 1, output: 4 },
        { provider: 'openai', model: 'gpt-5.2', input: 1, output: 1 },
      ],
    });
    expect(
      pricer.priceCall({ provider: 'deepseek', responseModel: 'deepseek-flash', usage: MILLION }),
    ).toMatchObject({ amount: 5, currency: 'CNY', source: 'local', origin: 'table', match: 'exact' });
    expect(pricer.priceCall({ provider: 'openai', responseModel: 'gpt-5.2', usage: MILLION })?.amount).toBe(
      2,
    );
  });

  it('holds for hosts that the library knows nothing of', () => {
    expect(amountOf({}, { baseUrl: 'https://api.acme.cn/v1' })).toBe(11);
  });

  it.each([
    ['input and output', {}, MILLION, 11],
    ['cached input', { cacheRead: 0.1 }, { ...MILLION, cacheReadTokens: 500_000 }, 10.55],
    ['cached input without a price of its own', {}, { ...MILLION, cacheReadTokens: 500_000 }, 11],
    ['cache writes', { cacheWrite: 2 }, { ...MILLION, cacheWriteTokens: 500_000 }, 11.5],
    [
      'cache writes for an hour',
      { cacheWrite: 2, cacheWrite1h: 4 },
      { ...MILLION, cacheWriteTokens: 500_000, cacheWrite1hTokens: 250_000 },
      12,
    ],
    ['reasoning', { reasoning: 20 }, { ...MILLION, reasoningTokens: 500_000 }, 16],
    ['audio', { inputAudio: 3, outputAudio: 30 }, { ...MILLION, inputAudioTokens: 500_000 }, 12],
    ['a call', { perRequest: 0.5 }, MILLION, 11.5],
  ])('prices %s', (_name, row, usage, amount) => {
    expect(amountOf(row, { usage })).toBeCloseTo(amount, 9);
  });

  it('with a price for each call and nothing else needs no counts', () => {
    const pricer = createPricer({ table: [{ provider: 'acme', model: '*', perRequest: 0.01 }] });
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'm' })?.amount).toBe(0.01);
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'm', usage: MILLION })?.amount).toBe(0.01);
  });

  it('without a price for what was used makes the call unpriced, not free', () => {
    const pricer = createPricer({ table: [{ provider: 'acme', model: 'm', input: 1 }] });
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'm', usage: MILLION })).toBeUndefined();
  });

  it.each([
    ['acme', 'm', true],
    ['ACME', 'M', true],
    ['acme', 'm2', false],
    ['*', 'm*', true],
    ['*', '*', true],
    ['ac*', '*m', true],
    ['acme*', 'm', true],
    ['a*e', 'm*m', false],
    ['other', '*', false],
  ])('for %s %s fits acme m: %s', (provider, model, fits) => {
    expect(amountOf({ provider, model }) !== undefined).toBe(fits);
  });

  it('says when a pattern fitted', () => {
    const pricer = createPricer({ table: [{ provider: 'acme', model: 'org/*-chat', input: 1, output: 1 }] });
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'org/x-chat', usage: MILLION })).toMatchObject(
      {
        match: 'pattern',
        model: 'org/*-chat',
      },
    );
  });

  it('fits the requested name too, such as an Azure deployment', () => {
    const table = [{ provider: 'azure.ai.openai', model: 'my-deployment', input: 1, output: 1 }];
    expect(
      createPricer({ table }).priceCall({
        provider: 'azure.ai.openai',
        requestModel: 'my-deployment',
        responseModel: 'gpt-4o-2024-11-20',
        usage: MILLION,
      })?.amount,
    ).toBe(2);
  });

  it('comes before the rows below it', () => {
    const table: PriceTable = [
      { provider: 'acme', model: 'm', input: 1, output: 0 },
      { provider: 'acme', model: '*', input: 2, output: 0 },
    ];
    const pricer = createPricer({ table });
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'm', usage: MILLION })?.amount).toBe(1);
    expect(pricer.priceCall({ provider: 'acme', responseModel: 'n', usage: MILLION })?.amount).toBe(2);
  });

  it.each([
    ['2026-05-31T23:59:59Z', undefined],
    ['2026-06-01T00:00:00Z', 11],
    ['2026-06-30T21:59:59Z', 11],
    ['2026-06-30T22:00:00Z', undefined],
  ])('holds between its dates: %s', (at, amount) => {
    const row = { from: '2026-06-01', until: '2026-07-01T00:00:00+02:00' };
    expect(amountOf(row, { at: new Date(at) })).toBe(amount);
  });

  it('for a tier is for that tier alone, and is no list price', () => {
    const pricer = createPricer({
      table: [
        { provider: 'openai', model: 'gpt-5.2', serviceTier: 'flex', input: 0.875, output: 7 },
        { provider: 'openai', model: 'gpt-5.2', input: 1.75, output: 14 },
      ],
    });
    const call = { provider: 'openai', responseModel: 'gpt-5.2', usage: MILLION };
    expect(pricer.priceCall({ ...call, serviceTier: 'flex' })?.amount).toBe(7.875);
    expect(pricer.priceCall({ ...call, serviceTier: 'flex' })).not.toHaveProperty('listPrice');
    expect(pricer.priceCall({ ...call, serviceTier: 'priority' })).toMatchObject({
      amount: 15.75,
      listPrice: true,
    });
    expect(pricer.priceCall(call)?.amount).toBe(15.75);
  });
});

describe('a window', () => {
  const day = { windows: [{ start: '08:00', end: '20:00', output: 100 }] };
  const night = { windows: [{ days: ['fri'] as const, start: '22:00', end: '06:00', output: 5 }] };
  const evening = { windows: [{ start: '20:00', end: '24:00', output: 2 }] };
  const whole = { windows: [{ days: ['sat', 'sun'] as const, start: '00:00', end: '24:00', output: 0 }] };

  it.each([
    ['of a day, before it', day, '2026-11-20T07:59:59Z', 11],
    ['of a day, at its start', day, '2026-11-20T08:00:00Z', 101],
    ['of a day, at its end', day, '2026-11-20T20:00:00Z', 11],
    ['over midnight, on the day it opens', night, '2026-11-20T23:00:00Z', 6],
    ['over midnight, on the morning after', night, '2026-11-21T05:59:59Z', 6],
    ['over midnight, when it has closed', night, '2026-11-21T06:00:00Z', 11],
    ['over midnight, on the evening after', night, '2026-11-21T23:00:00Z', 11],
    ['over midnight, on the morning before it opens', night, '2026-11-20T05:00:00Z', 11],
    ['until the end of the day', evening, '2026-11-20T23:59:59Z', 3],
    ['until the end of the day, after it', evening, '2026-11-21T00:00:00Z', 11],
    ['of whole days', whole, '2026-11-22T23:59:59Z', 1],
    ['of whole days, on another', whole, '2026-11-23T00:00:00Z', 11],
    ['before 1970', day, '1969-12-31T08:00:00Z', 101],
  ])('%s', (_name, row, at, amount) => {
    expect(amountOf(row, { at: new Date(at) })).toBe(amount);
  });

  it('changes only the prices that it names', () => {
    const row = { cacheRead: 0.5, windows: [{ start: '00:00', end: '24:00', output: 20 }] };
    expect(amountOf(row, { usage: { ...MILLION, cacheReadTokens: 1_000_000 } })).toBe(20.5);
  });
});

describe('a mistake in the table', () => {
  const good = { provider: 'acme', model: 'm', input: 1 };

  it.each([
    ['a table that is no list', { input: 1 }, 'table: expected a list of price rows, got an object'],
    ['a row that is no object', ['x'], 'table[0]: expected an object, got "x"'],
    ['no provider', [{ model: 'm', input: 1 }], 'table[0].provider: expected a provider name'],
    ['an empty model', [good, { ...good, model: ' ' }], 'table[1].model: expected a model name'],
    ['no price', [{ provider: 'acme', model: 'm' }], 'table[0]: has no price; give at least one of input,'],
    [
      'a negative price',
      [{ ...good, output: -1 }],
      'table[0].output: expected a number of 0 or more (the price',
    ],
    ['a price as text', [{ ...good, cacheRead: '1' }], 'table[0].cacheRead: expected a number of 0 or more'],
    ['a price that is NaN', [{ ...good, input: Number.NaN }], 'table[0].input: expected a number'],
    [
      'an unknown field',
      [{ ...good, ouput: 1 }],
      'table[0].ouput: unknown field; accepted are input, output,',
    ],
    [
      'a currency that is none',
      [{ ...good, currency: 'usd' }],
      'table[0].currency: expected an ISO 4217 code',
    ],
    ['a date that is none', [{ ...good, from: '1 May' }], 'table[0].from: expected "YYYY-MM-DD"'],
    [
      'a time without a zone',
      [{ ...good, from: '2026-05-01T00:00:00' }],
      'table[0].from: expected "YYYY-MM-DD"',
    ],
    [
      'a day that does not exist',
      [{ ...good, until: '2026-02-31' }],
      'table[0].until: expected a day that exists',
    ],
    [
      'dates the wrong way round',
      [{ ...good, from: '2026-05-01', until: '2026-04-01' }],
      'table[0].until: expected an instant after `from`',
    ],
    [
      'a tier that is no text',
      [{ ...good, serviceTier: 1 }],
      'table[0].serviceTier: expected a service tier',
    ],
    ['windows that are no list', [{ ...good, windows: {} }], 'table[0].windows: expected a list of windows'],
    [
      'a window without a price',
      [{ ...good, windows: [{ start: '01:00', end: '02:00' }] }],
      'table[0].windows[0]: has no price',
    ],
    [
      'a time that is none',
      [{ ...good, windows: [{ start: '1am', end: '02:00', input: 1 }] }],
      'table[0].windows[0].start: expected a time of day in UTC as "HH:MM", got "1am"',
    ],
    [
      'a minute after the end of the day',
      [{ ...good, windows: [{ start: '01:00', end: '24:01', input: 1 }] }],
      'table[0].windows[0].end: expected a time of day',
    ],
    [
      'a day that is none',
      [{ ...good, windows: [{ days: ['mon', 'Tuesday'], start: '01:00', end: '02:00', input: 1 }] }],
      'table[0].windows[0].days[1]: expected one of sun, mon, tue, wed, thu, fri, sat, got "Tuesday"',
    ],
    [
      'no days at all',
      [{ ...good, windows: [{ days: [], start: '01:00', end: '02:00', input: 1 }] }],
      'table[0].windows[0].days: expected a list of "sun"',
    ],
  ])('is refused: %s', (_name, table, message) => {
    expect(() => createPricer({ table: table as unknown as PriceTable })).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }),
    );
  });

  const KEY = 'sk-fake-0123456789abcdefghij';
  it.each([
    ['in the place of a price', [{ ...good, input: KEY }]],
    ['in the place of a time', [{ ...good, windows: [{ start: KEY, end: '02:00', input: 1 }] }]],
    ['in the place of a date', [{ ...good, from: KEY }]],
    ['in the place of a row', [KEY]],
    ['in the place of a field', [{ ...good, [KEY]: 1 }]],
  ])('is refused without a word of what was pasted into the wrong cell: a key %s', (_place, table) => {
    const create = (): unknown => createPricer({ table: table as unknown as PriceTable });
    expect(create).toThrow(/^table\[0\]/);
    expect(create).not.toThrow(/fake/);
  });
});
