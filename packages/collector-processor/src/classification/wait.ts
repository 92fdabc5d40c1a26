/** The seconds to wait that an error states: `waits` (lines of JSON, the innermost hop first), else `said` in words → `wait`. */
import { LONGEST_SECONDS, RULES, WAIT_KEYS, WAIT_WORDS, waitMatters } from '@fuelgauge/errors/tables';
import { named, re2 } from '../ottl/re2.ts';
import { extract, has, is, matches, member, no, pick, set, unset, v } from './state.ts';

const NUMBER = '\\d+(?:\\.\\d+)?';
const key = (...kinds: readonly string[]): string =>
  `"(?:[\\w.]*\\.)?(?:${[
    ...WAIT_KEYS.filter(([, kind]) => kinds.includes(kind)).map(([name]) => name),
    ...(kinds.includes('seconds') ? ['Retry-After', 'retry-after'] : []),
    ...(kinds.includes('duration') ? ['retry_delay'] : []),
  ].join('|')})":`;

/** Units from the largest to the smallest; a unit is no word's beginning. */
const UNITS = [
  ['d', 'days?|d', '86400.0'],
  ['h', 'hours?|hrs?|h', '3600.0'],
  ['m', 'minutes?|mins?|m', '60.0'],
  ['s', 'seconds?|secs?|s', '1.0'],
] as const;

const DURATION = `(?i)^${UNITS.map(([name, words]) => `(?:(?P<${name}>${NUMBER}) ?(?:${words})[ ,]*)?`).join('')}`;
const MILLISECONDS = `(?i)^(?P<v>${NUMBER}) ?(?:ms|milliseconds?)\\b`;
const HAS_UNIT = `(?i)^${NUMBER} ?(?:ms|milliseconds?|hours?|hrs?|h|days?|d|minutes?|mins?|m|seconds?|secs?|s)(?:[^a-z]|$)`;

/** Categories in which a wait means nothing. */
const TIMELESS = [...new Set([...RULES.map((rule) => rule.say.category), 'unknown' as const])].filter(
  (category) => !waitMatters(category),
);

export const WAIT: readonly string[] = [
  pick('n', v('waits'), `${key('seconds')}"?(?P<v>${NUMBER})"?[,}]`, has('waits')),
  set('wait', `Double(${v('n')})`, has('n')),
  pick('ms', v('waits'), `${key('milliseconds')}"?(?P<v>${NUMBER})"?[,}]`, has('waits'), no('wait')),
  pick(
    'span',
    v('waits'),
    `${key('duration', 'seconds')}"(?P<v>${NUMBER} ?[a-z][^"]{0,40})"`,
    has('waits'),
    no('wait'),
    no('ms'),
  ),
  pick('span', v('said'), named(re2(WAIT_WORDS), ['v']), has('said'), no('wait'), no('ms'), no('span')),
  unset('span', has('span'), `not ${matches(v('span'), HAS_UNIT)}`),
  pick('ms', v('span'), MILLISECONDS, has('span')),
  set('wait', `Double(${v('ms')}) / 1000.0`, has('ms')),
  extract('parts', v('span'), DURATION, has('span'), no('ms')),
  set('wait', '0.0', has('parts')),
  ...UNITS.map(([name, , seconds]) =>
    set(
      'wait',
      `${v('wait')} + Double(${member('parts', name)}) * ${seconds}`,
      has('parts'),
      `${member('parts', name)} != nil`,
      `${member('parts', name)} != ""`,
    ),
  ),
  unset('wait', has('wait'), `${v('wait')} > ${LONGEST_SECONDS}.0`),
  ...TIMELESS.map((category) => unset('wait', is('category', category))),
];
