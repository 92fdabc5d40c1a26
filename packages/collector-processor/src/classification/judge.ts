/** One hop after the other, the innermost first: who speaks, which rule holds, and is it the strongest so far? */
import {
  CALLERS_KEYS,
  LINKED,
  OF_THESE,
  QUOTE,
  QUOTED,
  REASON_PHRASE,
  RELAY_TYPE,
  RULES,
  SOON_SECONDS,
  WAIT_WORDS,
  WEAK_RANK,
} from '@fuelgauge/errors/tables';
import { attribute, text } from '../ottl/operands.ts';
import { re2 } from '../ottl/re2.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { findHost, findName } from './hosts.ts';
import { RULE_STATEMENTS, UNKNOWN } from './rules.ts';
import {
  CALL,
  type ClassificationOptions,
  has,
  is,
  keep,
  load,
  matches,
  member,
  no,
  pick,
  replace,
  say,
  set,
  stateAttribute,
  store,
  temporary,
  unset,
  v,
} from './state.ts';
import { mapOf, owners, remedies } from './verdict.ts';
import { WAIT } from './wait.ts';

/** As many hops as the reading keeps. */
const MOST_HOPS = 3;
const weak = text(String(WEAK_RANK).padStart(4, '0'));

const blank = QUOTED.map(([pattern, by]) => replace('m', re2(pattern), by, has('q')));

const OUTER = is('out', 'y');
const INNER = is('out', 'n');
const NOBODY = is('p', '');

/** Takes the innermost hop that is left: `m`, `c`, `s`, `p`, `out`. */
function subject(options: ClassificationOptions): readonly string[] {
  return [
    // What every rule asks for stands first.
    say('r', ''),
    ...['m', 'c'].map((name) => say(name, '')),
    set('s', '0'),
    say('p', ''),
    say('out', 'n'),
    `merge_maps(span.cache, ${stateAttribute(options)}, "insert")`,
    set('m', member('hop', 'm'), `${member('hop', 'm')} != nil`),
    set('c', member('hop', 'c'), `${member('hop', 'c')} != nil`),
    set('s', member('hop', 's'), `${member('hop', 's')} != nil`),
    say('out', 'y', `${member('hop', 'up')} == nil`),
    set(
      's',
      member('hop', 'up', 's'),
      `${v('s')} == 0`,
      is('out', 'n'),
      `${member('hop', 'up', 's')} != nil`,
    ),
    set('s', v('st'), `${v('s')} == 0`, has('st')),
    // Who speaks: the endpoint that was called, or a name as it was written.
    set('p', v('fam'), OUTER, has('fam')),
    set('name', member('hop', 'p'), INNER, `${member('hop', 'p')} != nil`),
    set('name', v('ename'), OUTER, no('fam'), has('ename')),
    set('asid', `ToLowerCase(${v('name')})`, has('name')),
    replace('asid', '[^a-z0-9.]+', '-', has('asid')),
    replace('asid', '^-+|-+$', '', has('asid')),
    ...findName('name', 'who', has('name')),
    set('id', `Split(${v('who')}, "|")[0]`, has('who')),
    set('p', `Split(${v('who')}, "|")[1]`, has('who')),
    set(
      'id',
      v('asid'),
      has('asid'),
      no('who'),
      `not ${matches(v('asid'), '^(?:null|none|undefined|unknown)?$')}`,
    ),
    set('p', v('id'), has('id'), no('who')),
    say('gw', 'y', OUTER, has('id'), is('p', 'openrouter')),
    // Codes and words that only one kind of software has.
    say(
      'by',
      'new_api',
      OUTER,
      NOBODY,
      matches(v('c'), `(?m)${RELAY_TYPE.source}`),
      `not ${matches(v('c'), '(?m)^google_api_error$')}`,
    ),
    say(
      'by',
      'openrouter',
      OUTER,
      NOBODY,
      no('by'),
      `(${member('hop', 'b')} != nil or ${matches(v('c'), '(?m)^openrouter_')})`,
    ),
    say('by', 'litellm', OUTER, NOBODY, no('by'), matches(v('m'), '(?i)litellm')),
    set('p', v('by'), has('by')),
    say('gw', 'y', has('by')),
    // Links: documentation, and hosts.
    ...LINKED.map(([pattern, { provider, gateway }]) =>
      say('t', `${provider}|${gateway ? 'y' : 'n'}`, NOBODY, no('t'), matches(v('m'), re2(pattern))),
    ),
    pick('th', v('m'), '(?i)https?://(?P<v>[a-z0-9.-]{4,80})', NOBODY, no('t')),
    set('th', member('hop', 'h'), INNER, NOBODY, `${member('hop', 'h')} != nil`),
    set('th', `ToLowerCase(${v('th')})`, has('th')),
    replace('th', '\\.$', '', has('th')),
    ...findHost('th', 'tf', has('th')),
    set('t', v('tf'), has('tf')),
    set('p', `Split(${v('t')}, "|")[0]`, has('t')),
    set('gw', `Split(${v('t')}, "|")[1]`, has('t'), OUTER),
    set('fid', v('p'), has('t'), INNER),
    ...findName('fid', 'fwho', has('fid')),
    set('id', `Split(${v('fwho')}, "|")[0]`, has('fwho')),
    // The class that was thrown is the caller's library's.
    set('c', `Concat([${v('c')}, ${v('cls')}], "\\n")`, is('out', 'y'), has('cls')),
    replace('c', '([a-z0-9])([A-Z])', '$1_$2', is('out', 'y'), has('cls')),
    set('c', `ToLowerCase(${v('c')})`, is('out', 'y'), has('cls')),
    // MiniMax ends its sentences with the number that decides.
    pick('number', v('m'), '\\((?P<v>\\d{4,6})\\)$'),
    set('c', `Concat([${v('c')}, ${v('number')}], "\\n")`, has('number')),
    // Blank what is quoted: it may be the user's.
    set('words', v('m')),
    replace('m', '(?s)^(.{1000})(.{1000}).*$', '$1$2', `Len(${v('m')}) > 2000`),
    replace('m', re2(REASON_PHRASE), ''),
    say('q', 'y', matches(v('m'), re2(QUOTE))),
    ...blank,
    unset('q'),
    set('m', `ToLowerCase(${v('m')})`),
    say('m', '', `${member('hop', 'w')} != nil`),
    // Portkey and Cloudflare hold no accounts of their own at providers: what they pass on unchanged is the provider's.
    ...CALLERS_KEYS.map((provider) => say('keys', 'y', is('out', 'y'), is('p', provider))),
    say(
      'behind',
      'y',
      has('keys'),
      is('fam', 'portkey'),
      no('inner'),
      matches(member('hop', 'c'), '\\w'),
      `${v('words')} != ""`,
      `not ${matches(v('c'), `(?m)${OF_THESE.source}`)}`,
    ),
    say(
      'behind',
      'y',
      has('keys'),
      is('fam', 'cloudflare'),
      is('gw', 'y'),
      no('inner'),
      matches(member('hop', 'c'), '\\w'),
      `${v('words')} != ""`,
      `not ${matches(v('c'), `(?m)${OF_THESE.source}`)}`,
    ),
    say('out', 'n', has('behind')),
    say('p', '', has('behind')),
  ];
}

/** What the judging of one hop leaves for the next and for the verdict. */
const JUDGED = [
  'waits',
  'said',
  'best',
  'bd',
  'br',
  'depth',
  'nw',
  'ups',
  'obyok',
  'inner',
  'po',
  'behind',
] as const;
const LAST_RANK = text(String(RULES.length).padStart(4, '0'));
const BETTER = `(${no('br')} or ${v('br')} != ${v('best')})`;

/** Keeps the decision where it is the strongest so far, and goes on to the next hop outwards. */
function compare(options: ClassificationOptions): readonly string[] {
  return [
    say('r', UNKNOWN, is('r', '')),
    set('depth', `${v('depth')} + 1`, has('depth')),
    set('depth', '0', no('depth')),
    set('nw', v('depth'), `(${member('hop', 'w')} == nil or ${v('depth')} == 0)`),
    set('best', v('r'), `(${no('best')} or ${v('r')} < ${v('best')})`),
    set('bd', v('depth'), BETTER),
    // Codes and status of a hop that only passes another's words on are about that other.
    set('bd', v('nw'), BETTER, `${v('best')} >= ${weak}`, `${v('best')} < ${LAST_RANK}`),
    set('br', v('best')),
    // The innermost provider that is named, besides the endpoint.
    set('ups', v('id'), no('ups'), INNER, has('id'), `${v('p')} != ${v('fam')}`),
    set('waits', `Concat([${v('waits')}, ${member('hop', 't')}], "\\n")`, `${member('hop', 't')} != nil`),
    set('said', v('words'), no('said'), matches(v('words'), re2(WAIT_WORDS))),
    set('obyok', member('hop', 'b'), `${member('hop', 'up')} == nil`),
    say('obyok', 'true', has('keys'), no('obyok')),
    set('po', v('p')),
    say('inner', 'y'),
    set('last', member('hop', 'up'), `${member('hop', 'up')} != nil`),
    unset('hop'),
    set('hop', v('last'), has('last')),
    keep([...CALL, ...JUDGED]),
    store(options),
  ];
}

export function judge(options: ClassificationOptions): readonly StatementGroup[] {
  const group: StatementGroup = {
    context: 'span',
    error_mode: 'silent',
    conditions: [
      `span.status.code == STATUS_CODE_ERROR and ${attribute(temporary(options, 'state'))}["hop"] != nil`,
    ],
    statements: [...subject(options), ...RULE_STATEMENTS, ...compare(options)],
  };
  return Array.from({ length: MOST_HOPS }, () => group);
}

/** Writes the verdict. */
export function verdict(options: ClassificationOptions): StatementGroup {
  const out = (name: string): string => attribute(`${options.attributePrefix}.error.${name}`);
  const part = (at: number): string => `Split(${v('best')}, " ")[${at}]`;
  return {
    context: 'span',
    error_mode: 'silent',
    conditions: [
      `span.status.code == STATUS_CODE_ERROR and ${attribute(temporary(options, 'state'))} != nil`,
    ],
    statements: [
      load(options),
      say('best', UNKNOWN, no('best')),
      set('rule', part(1)),
      set('category', part(2)),
      set('own', part(3)),
      set('repeat', part(4)),
      set('remedy', part(5)),
      // Where the hop stands: depth 0 is the innermost.
      say('place', 'alone', `${v('depth')} == 0`),
      say('place', 'first', no('place'), `${v('bd')} == ${v('depth')}`),
      say('place', 'second', no('place'), `${v('bd')} == ${v('depth')} - 1`),
      say('place', 'further', no('place')),
      say('place', 'second', has('behind')),
      say('by', '-'),
      say('by', 'byok', is('obyok', 'true')),
      say('gw', 'n', no('gw')),
      set('owner', `Split(${v('own')}, "=")[1]`, `HasPrefix(${v('own')}, "=")`),
      set('owners', mapOf(owners()), no('owner')),
      set('key', `Concat([${v('own')}, ${v('place')}, ${v('by')}, ${v('gw')}], " ")`, no('owner')),
      set('owner', `${v('owners')}[${v('key')}]`, no('owner'), `${v('owners')}[${v('key')}] != nil`),
      say('owner', 'unknown', no('owner')),
      ...WAIT,
      set('remedies', mapOf(remedies())),
      set('key', `Concat([${v('remedy')}, ${v('owner')}], " ")`),
      `set(${out('category')}, ${v('category')}) where ${has('category')}`,
      `set(${out('owner')}, ${v('owner')}) where ${has('category')}`,
      `set(${out('remedy')}, ${v('remedies')}[${v('key')}]) where ${v('remedies')}[${v('key')}] != nil`,
      `set(${out('retryable')}, true) where ${has('category')} and (${is('repeat', 'yes')} or (${is('repeat', 'soon')} and (${no('wait')} or ${v('wait')} <= ${SOON_SECONDS}.0)) or (${is('repeat', 'routed')} and ${is('owner', 'gateway')} and ${is('po', 'openrouter')}))`,
      `set(${out('retryable')}, false) where ${has('category')} and ${out('retryable')} == nil`,
      `set(${out('retry_after')}, ${v('wait')}) where ${has('wait')}`,
      `set(${out('upstream')}, ${v('ups')}) where ${has('category')} and ${has('ups')}`,
      `set(${out('rule')}, ${v('rule')}) where ${has('rule')}`,
      `set(${out('classified_by')}, "collector") where ${has('category')}`,
    ],
  };
}

/** Nothing temporary leaves, whatever happened before. */
export function cleanUp(options: ClassificationOptions): StatementGroup {
  const names = ['state', 'message', 'type'].map((name) => temporary(options, name));
  return {
    context: 'span',
    error_mode: 'silent',
    conditions: [
      `span.status.code == STATUS_CODE_ERROR and (${names.map((name) => `${attribute(name)} != nil`).join(' or ')})`,
    ],
    statements: names.map((name) => `delete_key(span.attributes, ${text(name)})`),
  };
}
