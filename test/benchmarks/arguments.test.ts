import { describe, expect, it } from 'vitest';
import { DEFAULT_ROUNDS, PARTS, parseArguments } from './arguments.ts';

const DEFAULTS = {
  isJson: false,
  isProfiling: false,
  isWriting: false,
  rounds: DEFAULT_ROUNDS,
  parts: PARTS,
};

describe('parseArguments', () => {
  it.each([
    ['nothing', [], {}],
    ['--json', ['--json'], { isJson: true }],
    ['--profile', ['--profile'], { isProfiling: true }],
    ['--write', ['--write'], { isWriting: true }],
    ['--rounds N', ['--rounds', '7'], { rounds: 7 }],
    ['--rounds=N', ['--rounds=7'], { rounds: 7 }],
    ['one part', ['--only', 'calls'], { parts: ['calls'] }],
    [
      'parts in the order in which they are measured',
      ['--only=startup,calls'],
      { parts: ['calls', 'startup'] },
    ],
    ["a package manager's separator", ['--', '--json'], { isJson: true }],
  ])('reads %s', (_name, args, expected) => {
    expect(parseArguments(args)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each([
    [['--rounds'], '--rounds must be a whole number, 3 or more, got nothing'],
    [['--rounds', '2'], '--rounds must be a whole number, 3 or more, got 2'],
    [['--rounds=many'], '--rounds must be a whole number, 3 or more, got many'],
    [['--rounds='], '--rounds must be a whole number, 3 or more, got '],
    [['--only'], '--only must name some of calls'],
    [['--only', 'call'], 'got call'],
    [['--fast'], 'unknown argument --fast'],
    [['--json', '--write'], 'leave --json out'],
    [['7'], 'unknown argument 7'],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
