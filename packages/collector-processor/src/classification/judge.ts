/** One hop after the other, the innermost first: who speaks, which rule holds, and is it the strongest so far? */
import {
  CALLERS_KEYS,
  LINKED,
  normalCode,
  OF_THESE,
  QUOTE,
  QUOTED,
  REASON_PHRASE,
  RELAY_TYPE,
  RULES,
  WEAK_RANK,
} from '@fuelgauge/errors/tables';
import { attribute, text } from '../ottl/operands.ts';
import { re2 } from '../ottl/re2.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { findHost, findName } from './hosts.ts';
import { RULE_STATEMENTS, UNKNOWN } from './rules.ts';
import {
  type ClassificationOptions,
  extract,
  has,
  is,
  load,
  matches,
  member,
  no,
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

void normalCode;
const MOST_HOPS = 5;
const weak = text(String(WEAK_RANK).padStart(4, '0'));

/** A provider by the sentence that it links in → `t`: `provider|gateway`. */
const speakerOfText = (...when: readonly string[]): readonly string[] => [
  unset('t'),
  ...LINKED.map(([pattern, { provider, gateway }]) =>
    say('t', `${provider}|${gateway ? 'y' : 'n'}`, ...when, no('t'), matches(v('m'), re2(pattern))),
  ),
  extract(
    'e',
    v('m'),
    '(?i)https?://(?P<h>[a-z0-9.-]{4,80})',
    ...when,
    no('t'),
    matches(v('m'), 'https?://'),
  ),
  set(
    'th',
    `ToLowerCase(${member('e', 'h')})`,
    ...when,
    no('t'),
    matches(v('m'), 'https?://'),
    `${member('e', 'h')} != nil`,
  ),
  replace('th', '\\.$', '', has('th')),
  ...findHost('th', 'tf', has('th')),
  set('t', v('tf'), has('tf')),
  unset('th'),
  unset('tf'),
  unset('e'),
];

const blank = QUOTED.map(([pattern, by]) => replace('m', re2(pattern), by, has('q')));

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
    // Who speaks.
    set('name', member('hop', 'p'), is('out', 'n'), `${member('hop', 'p')} != nil`),
    set('asid', v('name'), has('name')),
    ...findName('name', 'who', has('name')),
    set('asid', `ToLowerCase(${v('asid')})`, has('asid')),
    replace('asid', '[^a-z0-9.]+', '-', has('asid')),
    replace('asid', '^-+|-+$', '', has('asid')),
    set(
      'id',
      v('asid'),
      has('asid'),
      no('who'),
      `not ${matches(v('asid'), '^(?:null|none|undefined|unknown)?$')}`,
    ),
    set('p', v('id'), has('id')),
    set('id', `Split(${v('who')}, "|")[0]`, has('who')),
    set('p', `Split(${v('who')}, "|")[1]`, has('who')),
    set('th', member('hop', 'h'), is('out', 'n'), no('id'), `${member('hop', 'h')} != nil`),
    ...findHost('th', 'tf', has('th')),
    set('p', `Split(${v('tf')}, "|")[0]`, has('tf')),
    set('id', v('p'), has('tf')),
    unset('tf'),
    set('p', v('fam'), is('out', 'y'), has('fam')),
    // No known endpoint: the name that a client gives it, codes that only one kind of software has, links.
    set('name', v('ename'), is('out', 'y'), no('fam'), has('ename')),
    ...findName('name', 'en', is('out', 'y'), no('fam'), has('ename')),
    set('p', `Split(${v('en')}, "|")[1]`, has('en')),
    set('p', v('name'), is('out', 'y'), no('fam'), has('ename'), no('en')),
    say('gw', 'y', has('en'), is('p', 'openrouter')),
    ...[
      [`(?m)${RELAY_TYPE.source}`, 'new_api'],
      ['(?m)^openrouter_', 'openrouter'],
    ].flatMap(([pattern, provider]) => [
      say(
        'gw',
        'y',
        is('out', 'y'),
        is('p', ''),
        matches(v('c'), pattern as string),
        ...(provider === 'new_api' ? [`not ${matches(v('c'), '(?m)^google_api_error$')}`] : []),
      ),
      say(
        'p',
        provider as string,
        is('out', 'y'),
        is('p', ''),
        matches(v('c'), pattern as string),
        ...(provider === 'new_api' ? [`not ${matches(v('c'), '(?m)^google_api_error$')}`] : []),
      ),
    ]),
    say('gw', 'y', is('out', 'y'), is('p', ''), `${member('hop', 'b')} != nil`),
    say('p', 'openrouter', is('out', 'y'), is('p', ''), `${member('hop', 'b')} != nil`),
    say('gw', 'y', is('out', 'y'), is('p', ''), matches(v('m'), '(?i)litellm')),
    say('p', 'litellm', is('out', 'y'), is('p', ''), matches(v('m'), '(?i)litellm')),
    ...speakerOfText(is('p', ''), `${v('m')} != ""`),
    set('p', `Split(${v('t')}, "|")[0]`, has('t')),
    set('gw', `Split(${v('t')}, "|")[1]`, has('t'), is('out', 'y')),
    // The class that was thrown is the caller's library's.
    set('c', `Concat([${v('c')}, ${v('cls')}], "\\n")`, is('out', 'y'), has('cls')),
    replace('c', '([a-z0-9])([A-Z])', '${1}_${2}', is('out', 'y'), has('cls')),
    set('c', `ToLowerCase(${v('c')})`, is('out', 'y'), has('cls')),
    // MiniMax ends its sentences with the number that decides.
    extract('e', v('m'), '\\((?P<n>\\d{4,6})\\)$', matches(v('m'), '\\(\\d{4,6}\\)$')),
    set(
      'c',
      `Concat([${v('c')}, ${member('e', 'n')}], "\\n")`,
      matches(v('m'), '\\(\\d{4,6}\\)$'),
      `${member('e', 'n')} != nil`,
    ),
    unset('e'),
    // Blank what is quoted: it may be the user's.
    set('words', v('m')),
    replace('m', '(?s)^(.{1000})(.{1000}).*$', '$1$2', `Len(${v('m')}) > 2000`),
    replace('m', re2(REASON_PHRASE), ''),
    say('q', 'y', matches(v('m'), re2(QUOTE))),
    ...blank,
    unset('q'),
    say('m', '', `${member('hop', 'w')} != nil`),
    // Portkey and Cloudflare hold no accounts of their own at providers: what they pass on unchanged is the provider's.
    ...CALLERS_KEYS.map((provider) => say('keys', 'y', is('out', 'y'), is('p', provider))),
    say(
      'behind',
      'y',
      has('keys'),
      is('fam', 'portkey'),
      no('inner'),
      `${v('c')} != ""`,
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
      `${v('c')} != ""`,
      `${v('words')} != ""`,
      `not ${matches(v('c'), `(?m)${OF_THESE.source}`)}`,
    ),
    say('out', 'n', has('behind')),
    say('p', '', has('behind')),
  ];
}

/** Keeps the decision where it is the strongest so far, and goes on to the next hop outwards. */
function compare(options: ClassificationOptions): readonly string[] {
  return [
    say('r', UNKNOWN, is('r', '')),
    // Codes and status of a hop that only passes another's words on are about that other.
    set('depth', `${v('depth')} + 1`, has('depth')),
    set('depth', '0', no('depth')),
    set('nw', v('depth'), `(${member('hop', 'w')} == nil or ${v('depth')} == 0)`),
    set('best', v('r'), `(${no('best')} or ${v('r')} < ${v('best')})`),
    set('bd', v('depth'), `${v('best')} == ${v('r')}`, `(${no('br')} or ${v('br')} != ${v('r')})`),
    set(
      'bd',
      v('nw'),
      `${v('best')} == ${v('r')}`,
      `(${no('br')} or ${v('br')} != ${v('r')})`,
      `${v('r')} >= ${weak}`,
      `${v('r')} < ${text(String(RULES.length).padStart(4, '0'))}`,
    ),
    set('br', v('best')),
    // The innermost provider that is named, besides the endpoint.
    set('ups', v('id'), no('ups'), is('out', 'n'), has('id'), `${v('p')} != ${v('fam')}`),
    set('obyok', member('hop', 'b'), `${member('hop', 'up')} == nil`),
    say('obyok', 'true', has('keys'), no('obyok')),
    set('last', member('hop', 'up'), `${member('hop', 'up')} != nil`),
    unset('hop'),
    set('hop', v('last'), has('last')),
    say('inner', 'y'),
    set('gwo', v('gw'), has('gw')),
    set('po', v('p')),
    ...[
      'r',
      'm',
      'c',
      's',
      'p',
      'out',
      'last',
      'id',
      'who',
      'name',
      'asid',
      'en',
      't',
      'tf',
      'th',
      'words',
      'keys',
      'nw0',
    ].map((name) => unset(name)),
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
      say('gwo', 'n', no('gwo')),
      set('owner', `Split(${v('own')}, "=")[1]`, `HasPrefix(${v('own')}, "=")`),
      set('owners', mapOf(owners()), no('owner')),
      set('key', `Concat([${v('own')}, ${v('place')}, ${v('by')}, ${v('gwo')}], " ")`, no('owner')),
      set('owner', `${v('owners')}[${v('key')}]`, no('owner'), `${v('owners')}[${v('key')}] != nil`),
      say('owner', 'unknown', no('owner')),
      set('remedies', mapOf(remedies())),
      set('key', `Concat([${v('remedy')}, ${v('owner')}], " ")`),
      `set(${out('category')}, ${v('category')}) where ${has('category')}`,
      `set(${out('owner')}, ${v('owner')}) where ${has('category')}`,
      `set(${out('remedy')}, ${v('remedies')}[${v('key')}]) where ${v('remedies')}[${v('key')}] != nil`,
      `set(${out('retryable')}, true) where ${has('category')} and (${is('repeat', 'yes')} or ${is('repeat', 'soon')} or (${is('repeat', 'routed')} and ${is('owner', 'gateway')} and ${is('po', 'openrouter')}))`,
      `set(${out('retryable')}, false) where ${has('category')} and ${out('retryable')} == nil`,
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
