import { describe, expect, it } from 'vitest';
import { table } from './table.ts';

describe('table', () => {
  it('pads its columns, words to the left and figures to the right', () => {
    expect(
      table(
        ['variant', 'µs'],
        [
          ['bare', '31.9'],
          ['fuelgauge', '9'],
        ],
      ),
    ).toBe(
      ['| variant   |   µs |', '|-----------|-----:|', '| bare      | 31.9 |', '| fuelgauge |    9 |'].join(
        '\n',
      ),
    );
  });

  it('leaves a missing cell empty', () => {
    expect(table(['a', 'b'], [['one']])).toBe(['| a   |   b |', '|-----|----:|', '| one |     |'].join('\n'));
  });
});
