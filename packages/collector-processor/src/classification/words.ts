/**
 * A text: whole answers (an object, a page, an event stream), a client library's words, a gateway's sentence about its
 * upstream. `Chain.body`, `.plain` and `.message` of @fuelgauge/errors.
 */
import {
  ERROR_KEYS,
  LABEL,
  LEAD,
  LEADING_EXCEPTION,
  LEADING_STATUS,
  NAME_BEFORE,
  NO_CODE,
  NO_STATUS,
  OWN_CODE,
  OWN_WORDS,
  PROVIDER_SAID,
  PROVIDERS,
  plain,
  QUOTED_ERROR_KEYS,
  RELAYED,
  RELAYS_OWN,
  RELAYS_OWN_CODE,
  REQUEST_REFUSED,
  ROUTED,
  SAID_BY,
  UPSTREAM_CODE,
  UPSTREAM_RETURNED,
  WRAPPERS,
  type WrapperPattern,
} from '@fuelgauge/errors/tables';
import { text } from '../ottl/operands.ts';
import { named, re2 } from '../ottl/re2.ts';
import { LINKED_PROVIDER } from './hosts.ts';
import { PARSE } from './parse.ts';
import { extract, has, is, matches, member, no, replace, say, set, unset, v } from './state.ts';

const X = has('x');
/** In place of a body, not inside an object. */
const BODY = [X, no('md')];
const MESSAGE = [X, is('md', 'm')];
/** Nothing has been decided about the text yet. */
const OPEN = [X, no('d')];

/** Names that providers are known by, as one pattern over a name without case, spaces and punctuation. */
const KNOWN_NAME = `^(?:${[
  ...new Set(PROVIDERS.flatMap(([id, , display, ...aliases]) => [id, display, ...aliases].map(plain))),
]
  .sort()
  .join('|')})$`;

const knownName = (name: string, ...when: readonly string[]): string[] => [
  set('kn', `ToLowerCase(${name})`, ...when),
  replace('kn', '[^a-z0-9]+', '', ...when, has('kn')),
];

const group = (name: string, from = 'e'): string => member(from, name);
const filled = (name: string, from = 'e'): string[] => [
  `${group(name, from)} != nil`,
  `${group(name, from)} != ""`,
];

/** Pages of proxies, event streams, answers made a string once more. */
const SHAPES: readonly string[] = [
  replace('x', '^\\s+|\\s+$', '', X),
  say(
    'html',
    'y',
    ...BODY,
    `HasPrefix(${v('x')}, "<")`,
    matches(v('x'), '(?i)^<(?:!doctype html|html|head|\\?xml|title|body|center|h1)'),
  ),
  ...['title', 'h1', 'h2'].flatMap((tag) => [
    extract('e', v('x'), `(?i)<${tag}[^>]*>(?P<v>[^<]{1,300})`, has('html')),
    set('page', `Concat([${v('page')}, ${group('v')}], " | ")`, has('html'), has('page'), ...filled('v')),
    set('page', group('v'), has('html'), no('page'), ...filled('v')),
  ]),
  extract('e', v('x'), '<Message>(?P<v>[^<]{1,500})', has('html')),
  set('page', `Concat([${v('page')}, ${group('v')}], " | ")`, has('html'), ...filled('v')),
  extract('e', v('x'), '<Code>(?P<v>[\\w.]{1,80})</Code>', has('html')),
  set('page', `Concat([${group('v')}, ${v('page')}], " | ")`, has('html'), ...filled('v')),
  extract('e', v('page'), '\\b(?P<v>[45]\\d\\d)\\b', has('html'), has('page')),
  set('s', `Int(${group('v')})`, has('html'), no('s'), ...filled('v')),
  extract(
    'e',
    v('x'),
    '(?i)\\b(?:error code:?|Error)\\s*:?\\s*(?P<v>10\\d\\d)\\b',
    has('html'),
    matches(v('x'), '(?i)cloudflare|cf-'),
  ),
  set(
    'c',
    `Concat([${v('c')}, Concat(["cloudflare_", ${group('v')}], "")], "\\n")`,
    has('html'),
    ...filled('v'),
    matches(v('x'), '(?i)cloudflare|cf-'),
  ),
  replace('page', '\\s+', ' ', has('html'), has('page')),
  set('x', '""', has('html')),
  set('x', v('page'), has('html'), has('page')),
  say('d', 'y', has('html')),
  unset('html'),
  unset('page'),
  // An event stream: the last event that speaks of an error.
  extract(
    'e',
    v('x'),
    '(?is)^(?:.*\\n)?data: ?(?P<v>[^\\n]*(?:error|fail|exception|code|message|msg|detail|reason)[^\\n]*)',
    ...BODY,
    matches(v('x'), '^(?:data|event|id|retry|: ?[A-Za-z]|:\\n)'),
    matches(v('x'), '(?:^|\\n)(?:data|event):'),
  ),
  set(
    'x',
    group('v'),
    ...BODY,
    matches(v('x'), '^(?:data|event|id|retry|: ?[A-Za-z]|:\\n)'),
    matches(v('x'), '(?:^|\\n)(?:data|event):'),
    ...filled('v'),
  ),
  // A whole answer that was made a string once more.
  set(
    'e',
    `ParseJSON(Concat(["{\\"v\\":", ${v('x')}, "}"], ""))`,
    ...BODY,
    `HasPrefix(${v('x')}, "\\"")`,
    `HasSuffix(${v('x')}, "\\"")`,
  ),
  set(
    'x',
    group('v'),
    ...BODY,
    `HasPrefix(${v('x')}, "\\"")`,
    `HasSuffix(${v('x')}, "\\"")`,
    `IsString(${group('v')})`,
  ),
  replace('x', '^"(?s:(.*))"$', '$1', ...BODY),
];

/** What may be an object: the whole text, or from its first brace on. */
const CANDIDATE: readonly string[] = [
  ...['cand', 'obj', 'pre', 'post', 'whole'].map((name) => unset(name)),
  say('whole', 'y', ...OPEN, matches(v('x'), '^[{\\[]'), `not ${matches(v('x'), re2(LABEL))}`),
  set('cand', v('x'), has('whole')),
  extract(
    'e',
    v('x'),
    '(?s)^(?P<b>[^{]*?)(?P<o>(?:\\[\\s*)?\\{.*)$',
    ...OPEN,
    no('whole'),
    matches(v('x'), '\\{'),
  ),
  set('cand', group('o'), ...OPEN, no('whole'), matches(v('x'), '\\{'), ...filled('o')),
  set('pre', group('b'), ...OPEN, no('whole'), has('cand')),
  ...PARSE,
  // The object itself, without what stands behind it.
  unset('kk'),
  set('e', `${v('obj')}[0]`, has('obj'), `IsList(${v('obj')})`),
  set('kk', `Concat([Keys(${v('obj')})], "")`, has('obj'), `IsMap(${v('obj')})`),
  set('kk', `Concat([Keys(${v('e')})], "")`, has('obj'), `IsList(${v('obj')})`, `IsMap(${v('e')})`),
];

const keyPattern = (keys: readonly string[]): string => `"(?:${keys.join('|')})"`;
const LOOKS_LIKE_ERROR = [has('kk'), matches(v('kk'), keyPattern(ERROR_KEYS))];
const LOOKS_QUOTED = [
  has('kk'),
  `(${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.alone))} or (${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.message))} and ${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.beside))}))`,
];

/** A status and an exception's class at the head of a text. */
const HEAD: readonly string[] = [
  set('h', v('x'), ...OPEN, no('md'), no('whole')),
  replace('h', '(?s)^([^{]{0,200}).*$', '$1', has('h')),
  ...LEADING_EXCEPTION.flatMap((pattern) => [
    extract('e', v('h'), named(re2(pattern), ['v']), has('h'), no('ex'), matches(v('h'), re2(pattern))),
    set('ex', group('v'), has('h'), no('ex'), matches(v('h'), re2(pattern)), ...filled('v')),
  ]),
  set('c', `Concat([${v('c')}, ${v('ex')}], "\\n")`, has('h'), has('ex')),
  replace('h', '([\\s(:=,])(["\'`“])[^"\'`“”]{0,200}(?:["\'`”]|$)', '$1$2', has('h')),
  ...LEADING_STATUS.flatMap((pattern, at) => {
    const found = [
      has('h'),
      no('s'),
      matches(v('h'), re2(pattern)),
      ...(at === 0 ? [`not ${matches(v('h'), re2(NO_STATUS))}`] : []),
    ];
    return [
      extract('e', v('h'), named(re2(pattern), ['v']), ...found),
      set('s', `Int(${group('v')})`, ...found, ...filled('v')),
    ];
  }),
  unset('ex'),
  unset('h'),
];

const [LITELLM, ...OTHERS] = WRAPPERS as readonly [WrapperPattern, ...WrapperPattern[]];

/** Names for a wrapper's groups: u(pstream), s(tatus), x (exception), r(est). */
function wrapper(row: WrapperPattern): string {
  const names: (string | undefined)[] = [];
  const roles: readonly [number | undefined, string][] = [
    [row.upstream, 'u'],
    [row.status, 's'],
    [row.exception, 'x'],
    [row.rest, 'r'],
  ];
  for (const [at, name] of roles) if (at !== undefined) names[at - 1] = name;
  return named(re2(row.pattern), names);
}

/** The words of a client library: `lib`. */
const LIBRARY = [...OPEN, no('md'), is('lib', 'y'), no('whole')];

const litellm = (target: string, ...when: readonly string[]): string[] => [
  extract('w', v(target), wrapper(LITELLM), ...when, matches(v(target), 'Exception')),
  ...knownName(group('u', 'w'), has('w'), ...filled('u', 'w')),
  unset('w', has('w'), `not ${matches(v(target), 'litellm')}`, `not ${matches(v('kn'), KNOWN_NAME)}`),
  unset('kn'),
  unset('w', has('w'), `${group('r', 'w')} == nil`),
];

/** Cuts off what LiteLLM's router adds behind the upstream's words. */
const CUT_ROUTED = replace('r', `(?s)${ROUTED.source}.*$`, '');

const PLAIN: readonly string[] = [
  ...['w', 'r', 'lw', 'routed'].map((name) => unset(name)),
  set('lw', v('x'), ...LIBRARY),
  replace('lw', '(?s)^[^{\\[]{0,400}?(litellm\\.[A-Z].*)$', '$1', has('lw')),
  ...litellm('lw', has('lw')),
  set('r', group('r', 'w'), has('w')),
  say('routed', 'y', has('r'), matches(v('r'), ROUTED.source)),
  CUT_ROUTED,
  // A router's words and no known endpoint: LiteLLM runs as a proxy. Else it names the endpoint that it called.
  say('ename', 'litellm', has('w'), has('routed'), no('gw'), no('ename'), no('hop')),
  say('d', 'up', has('w'), has('routed'), no('gw'), no('hop')),
  set('nt', v('r'), is('d', 'up'), has('w')),
  set('nu', group('u', 'w'), is('d', 'up'), has('w'), ...filled('u', 'w')),
  set('nc', group('x', 'w'), is('d', 'up'), has('w'), ...filled('x', 'w')),
  say('wr', 'y', is('d', 'up'), has('w')),
  set('ename', group('u', 'w'), has('w'), no('d'), no('ename'), ...filled('u', 'w')),
  set('c', `Concat([${v('c')}, ${group('x', 'w')}], "\\n")`, has('w'), no('d'), ...filled('x', 'w')),
  set('tx', v('r'), has('w'), no('d')),
  say('d', 'same', has('w'), no('d')),
  ...['w', 'lw'].map((name) => unset(name)),
  // "Error from provider (…" is a gateway's in a client's text too.
  extract(
    'e',
    v('x'),
    `(?s)^[^{\\[]{0,400}?(?P<v>${re2(PROVIDER_SAID)}.*)$`,
    ...LIBRARY,
    '(' + [no('gw'), is('gw', 'y')].join(' or ') + ')',
    matches(v('x'), re2(PROVIDER_SAID)),
  ),
  set(
    'x',
    group('v'),
    ...LIBRARY,
    '(' + [no('gw'), is('gw', 'y')].join(' or ') + ')',
    matches(v('x'), re2(PROVIDER_SAID)),
    ...filled('v'),
  ),
  say(
    'md',
    'm',
    ...LIBRARY,
    '(' + [no('gw'), is('gw', 'y')].join(' or ') + ')',
    matches(v('x'), re2(PROVIDER_SAID)),
  ),
  // The body behind a client's prefix.
  say(
    'd',
    'up',
    ...LIBRARY,
    ...LOOKS_LIKE_ERROR,
    has('pre'),
    matches(v('pre'), re2(UPSTREAM_RETURNED)),
    `${v('gw')} != "n"`,
  ),
  set('nob', v('obj'), ...LIBRARY.slice(0, 1), is('d', 'up'), no('nt')),
  set('own', v('pre'), is('d', 'up'), has('nob')),
  set('ob', v('obj'), ...LIBRARY, ...LOOKS_LIKE_ERROR),
  set('dm', v('pre'), ...LIBRARY, has('ob'), `Len(${v('pre')}) > 40`),
  say('d', 'same', ...LIBRARY, has('ob')),
  // `403 Forbidden "Your team …"`
  extract(
    'e',
    v('x'),
    '(?s)^.{0,300}?\\b[45]\\d\\d(?: [A-Z][A-Za-z ]{2,30})?:? "(?P<v>.+)"\\s*$',
    ...LIBRARY,
    matches(v('x'), '"\\s*$'),
  ),
  set('x', group('v'), ...LIBRARY, matches(v('x'), '"\\s*$'), ...filled('v')),
  say('bare', 'y', ...LIBRARY),
  // A whole object.
  set('ob', v('obj'), ...OPEN, has('whole'), has('obj'), no('md')),
  say('d', 'same', ...OPEN, has('whole'), has('obj'), no('md')),
  say('md', 'm', ...OPEN),
];

const SPLIT = `(?m)^((?:.*(?:${UPSTREAM_CODE.source}|${OWN_CODE.source})).*)$|^.*$`;

/** Codes in normal spelling, one a line: `cs`. */
const CODES: readonly string[] = [
  set('cs', v('K'), ...OPEN),
  extract(
    'e',
    v('cs'),
    '"(?:[\\w.]*\\.)?(?:code|type|error_type|errorType|errorCode|err_code|reason|Code|status_code|statusCode|status|http_status|httpStatus|httpStatusCode|raw_status_code|errorcode|subcode)":"?(?P<v>[1-5]\\d\\d)"?[,}]',
    ...OPEN,
    has('cs'),
    no('s'),
  ),
  set('s', `Int(${group('v')})`, ...OPEN, has('cs'), no('s'), ...filled('v')),
  say('b', 'true', ...OPEN, no('b'), matches(v('cs'), '(?i)"metadata\\.is_byok":"?true')),
  say('b', 'false', ...OPEN, no('b'), matches(v('cs'), '(?i)"metadata\\.is_byok":"?false')),
  replace('cs', '"error_code":"?(\\d{3})"?([,}])', '"error_code":"#$1"$2', ...OPEN, has('cs')),
  replace(
    'cs',
    '"(?:[^"\\\\]|\\\\.)*":(?:"((?:[^"\\\\]|\\\\.){1,160})"|(-?\\d[\\d.]*)|"(?:[^"\\\\]|\\\\.)*"|[^,}]*)[,}]?|[{}\\n]',
    '\n$1$2',
    ...OPEN,
    has('cs'),
  ),
  set('cs', `Concat([${v('cs')}, ${v('c')}], "\\n")`, ...OPEN, has('cs'), has('c')),
  set('cs', v('c'), ...OPEN, no('cs'), has('c')),
  replace(
    'cs',
    `(?mi)^\\s*(?:0|-1|[1-5]\\d\\d|true|false|${NO_CODE.source.replace(/^\^|\$$/g, '')})\\s*$`,
    '',
    ...OPEN,
    has('cs'),
  ),
  replace('cs', '(?m)^#', '', ...OPEN, has('cs')),
  replace('cs', '(?m)^[\\w.]+#([^:\\n]*).*$', '$1', ...OPEN, has('cs')),
  replace('cs', '([a-z0-9])([A-Z])', '${1}_${2}', ...OPEN, has('cs')),
  set('cs', `ToLowerCase(${v('cs')})`, ...OPEN, has('cs')),
  replace('cs', '(?m)[ \\t-]+', '_', ...OPEN, has('cs')),
  replace('cs', '\\n{2,}', '\n', ...OPEN, has('cs')),
];

const NOT_REFUSED = REQUEST_REFUSED.map((status) => `${v('s')} != ${status}`).join(' and ');
const REFUSED = REQUEST_REFUSED.map(
  (status) => `${v('s')} == ${status} or (${no('s')} and ${v('st')} == ${status})`,
).join(' or ');
const UNKNOWN_GATEWAY = `(${no('gw')} or ${is('gw', 'y')})`;
const FIRST = no('hop');
const NOT_OWN = `not ${matches(v('x'), re2(OWN_WORDS))}`;

const up = (...when: readonly string[]): string => say('d', 'up', ...OPEN, ...when);

/** The upstream that the hop's sentence speaks of. */
const SENTENCE: readonly string[] = [
  // Its own metadata says what the upstream said.
  set('nt', v('raw'), ...OPEN, has('raw'), `IsString(${v('raw')})`),
  set('nob', v('raw'), ...OPEN, has('raw'), `(IsMap(${v('raw')}) or IsList(${v('raw')}))`),
  set('nu', v('u'), ...OPEN, has('raw'), has('u')),
  say('mv', 'y', ...OPEN, has('raw')),
  say('wr', 'y', ...OPEN, has('raw'), `(HasPrefix(${v('x')}, "Provider returned error") or ${has('nh')})`),
  up(has('raw')),
  unset('raw'),
  // A whole answer as a message: Google's SDK puts its own there, a gateway its upstream's.
  set('e', '{}', ...OPEN),
  set(
    'nob',
    v('obj'),
    ...OPEN,
    has('whole'),
    ...LOOKS_LIKE_ERROR,
    `(${is('gw', 'y')} or ${matches(v('cs'), `(?m)${UPSTREAM_CODE.source}`)})`,
  ),
  set('nu', v('u'), ...OPEN, has('nob'), has('u')),
  set('own', '""', ...OPEN, has('nob')),
  up(has('nob')),
  set('ob', v('obj'), ...OPEN, has('whole'), ...LOOKS_LIKE_ERROR),
  say('d', 'same', ...OPEN, has('ob')),
  // Wrappers.
  unset('w'),
  say('pf', 'y', ...OPEN, matches(v('x'), '(?i)litellm|exception|provider|upstream|上游|failed')),
  ...litellm('x', ...OPEN, has('pf')),
  ...OTHERS.map((row) =>
    extract('w', v('x'), wrapper(row), ...OPEN, has('pf'), no('w'), matches(v('x'), re2(row.pattern))),
  ),
  unset('pf'),
  unset('r'),
  set('r', group('r', 'w'), has('w')),
  set('r', '""', has('w'), no('r')),
  replace('r', `(?s)${ROUTED.source}.*$`, '', has('w'), ...filled('x', 'w')),
  // In a client's text "provider" is the endpoint that it called.
  set(
    's',
    `Int(${group('s', 'w')})`,
    ...OPEN,
    has('w'),
    is('gw', 'n'),
    is('lib', 'y'),
    FIRST,
    no('s'),
    ...filled('s', 'w'),
  ),
  set('tx', v('r'), ...OPEN, has('w'), is('gw', 'n'), is('lib', 'y'), FIRST),
  say('d', 'same', ...OPEN, has('w'), has('tx')),
  set('nt', v('r'), ...OPEN, has('w')),
  set('nu', group('u', 'w'), ...OPEN, has('w'), ...filled('u', 'w')),
  set('nu', v('u'), ...OPEN, has('w'), no('nu'), has('u')),
  set('ns', `Int(${group('s', 'w')})`, ...OPEN, has('w'), ...filled('s', 'w')),
  set('nc', group('x', 'w'), ...OPEN, has('w'), ...filled('x', 'w')),
  say('wr', 'y', ...OPEN, has('w')),
  up(has('w')),
  unset('w'),
  unset('r'),
  // Another system's error inside the sentence.
  set('own', v('pre'), ...OPEN, no('whole'), has('obj'), has('pre'), ...LOOKS_QUOTED),
  say('d', 'end', ...OPEN, has('own'), is('gw', 'n'), `(${REFUSED})`),
  extract(
    'e',
    v('own'),
    named(re2(NAME_BEFORE), ['v']),
    ...OPEN,
    has('own'),
    matches(v('own'), `${re2(NAME_BEFORE)}`),
  ),
  set('nu', group('v'), ...OPEN, has('own'), ...filled('v')),
  ...knownName(v('nu'), ...OPEN, has('own'), has('nu')),
  unset('nu', ...OPEN, has('own'), has('nu'), `not ${matches(v('kn'), KNOWN_NAME)}`),
  unset('kn'),
  set('nu', v('u'), ...OPEN, has('own'), no('nu'), has('u')),
  set(
    'ob',
    v('obj'),
    ...OPEN,
    has('own'),
    is('gw', 'n'),
    no('nu'),
    `not ${matches(v('own'), '(?i)\\b(?:upstream|provider)\\b')}`,
  ),
  set('dm', v('own'), ...OPEN, has('own'), has('ob')),
  unset('own', ...OPEN, has('ob')),
  say('d', 'same', ...OPEN, has('ob')),
  set('nob', v('obj'), ...OPEN, has('own')),
  up(has('own')),
  // `anthropic error: …`
  extract(
    'e',
    v('x'),
    named(re2(SAID_BY), ['u', 'r']),
    ...OPEN,
    FIRST,
    `(${is('gw', 'y')} or (${no('gw')} and ${no('bare')}))`,
    matches(v('x'), re2(SAID_BY)),
  ),
  set('kn', '""', ...OPEN),
  ...knownName(group('u'), ...OPEN, FIRST, matches(v('x'), re2(SAID_BY)), ...filled('u')),
  say(
    'sb',
    'y',
    ...OPEN,
    FIRST,
    `(${is('gw', 'y')} or (${no('gw')} and ${no('bare')}))`,
    matches(v('kn'), KNOWN_NAME),
    NOT_OWN,
  ),
  set('nt', group('r'), has('sb')),
  set('nu', group('u'), has('sb')),
  say('wr', 'y', has('sb')),
  say('mv', 'y', has('sb')),
  up(has('sb')),
  unset('sb'),
  unset('kn'),
  // The hop names its upstream, and says what that said.
  set('nu', v('u'), ...OPEN, has('u'), NOT_OWN),
  set('nt', v('x'), ...OPEN, has('nu')),
  say('mv', 'y', ...OPEN, has('nu')),
  up(has('nu')),
  // A provider's own documentation is linked to, at a gateway.
  say('mv', 'y', ...OPEN, is('gw', 'y'), FIRST, matches(v('x'), LINKED_PROVIDER)),
  set('nt', v('x'), ...OPEN, has('mv')),
  up(has('mv')),
  // A code says that it is the upstream's.
  say('mv', 'y', ...OPEN, matches(v('cs'), `(?m)${UPSTREAM_CODE.source}`)),
  extract('e', v('x'), named(re2(LEAD), ['u', 'r']), ...OPEN, has('mv'), matches(v('x'), re2(LEAD))),
  set('nt', v('x'), ...OPEN, has('mv')),
  set('nu', group('u'), ...OPEN, has('mv'), matches(v('x'), re2(LEAD)), ...filled('u')),
  set('nt', group('r'), ...OPEN, has('mv'), matches(v('x'), re2(LEAD)), ...filled('r')),
  up(has('mv')),
  // A relay passes on what it was told, with its own request id behind it.
  say(
    'mv',
    'y',
    ...OPEN,
    FIRST,
    UNKNOWN_GATEWAY,
    matches(v('x'), re2(RELAYED)),
    `not ${matches(v('x'), re2(RELAYS_OWN))}`,
    `not ${matches(v('cs'), `(?m)${OWN_CODE.source}|${RELAYS_OWN_CODE.source}`)}`,
  ),
  set('nt', v('x'), ...OPEN, has('mv')),
  say('wr', 'y', ...OPEN, has('mv')),
  up(has('mv')),
  set('nt', '""', ...OPEN, matches(v('x'), '(?i)^Provider returned (?:an? )?error')),
  up(has('nt')),
  say('d', 'end', ...OPEN),
];

export const READ_TEXT: readonly string[] = [
  set('x', v('tx'), no('x'), no('ob'), has('tx')),
  unset('tx'),
  unset('d'),
  ...SHAPES,
  ...CANDIDATE,
  ...HEAD,
  ...PLAIN,
  ...CODES,
  ...SENTENCE,
];

/** Ends the hop where its words are read, and begins the next. */
export const FINISH: readonly string[] = [
  // A page's own words are not looked into.
  say('d', 'end', is('d', 'y')),
  set('own', v('x'), X, no('own'), `(${is('d', 'up')} or ${is('d', 'end')})`),
  // An upstream that bears the endpoint's own name is the endpoint.
  ...knownName(v('nu'), is('d', 'up'), has('nu'), FIRST),
  set('own', v('nt'), is('d', 'up'), has('nu'), FIRST, has('fam'), has('nt'), `${v('kn')} == ${v('famn')}`),
  unset('wr', is('d', 'up'), has('nu'), FIRST, has('fam'), `${v('kn')} == ${v('famn')}`),
  say('d', 'end', is('d', 'up'), has('nu'), FIRST, has('fam'), has('nt'), `${v('kn')} == ${v('famn')}`),
  unset('kn'),
  // Codes that are not the gateway's own go to the upstream.
  set('ic', v('cs'), is('d', 'up'), has('mv'), has('cs')),
  replace('ic', `(?m)^.*(?:${UPSTREAM_CODE.source}|${OWN_CODE.source}).*$`, '', is('d', 'up'), has('ic')),
  replace('cs', SPLIT, '$1', is('d', 'up'), has('mv'), has('cs')),
  set('s', member('hop', 's'), X, has('hop'), no('s'), `${member('hop', 's')} != nil`),
  set(
    'hop',
    `{"m": ${v('own')}, "c": ${v('cs')}, "s": ${v('s')}, "p": ${v('p')}, "h": ${v('ph')}, "u": ${v('u')}, "b": ${v('b')}, "w": ${v('wr')}, "up": ${v('hop')}}`,
    X,
    `(${is('d', 'up')} or ${is('d', 'end')})`,
  ),
  ...['K', 'c', 's', 'u', 'b', 'dm', 'bare', 'wr', 'p', 'ph'].map((name) =>
    unset(name, X, `(${is('d', 'up')} or ${is('d', 'end')})`),
  ),
  set('p', v('nu'), is('d', 'up'), has('nu')),
  set('ph', v('nh'), is('d', 'up'), has('nh')),
  set('s', v('ns'), is('d', 'up'), has('ns')),
  set('c', v('nc'), is('d', 'up'), has('nc'), no('ic')),
  set('c', v('ic'), is('d', 'up'), has('ic')),
  set('tx', v('nt'), is('d', 'up'), has('nt')),
  set('ob', v('nob'), is('d', 'up'), has('nob')),
  say('go', 'y'),
  unset('go', no('tx'), no('ob')),
  ...[
    'x',
    'md',
    'd',
    'own',
    'nt',
    'nob',
    'nu',
    'nh',
    'ns',
    'nc',
    'ic',
    'mv',
    'obj',
    'cand',
    'rp',
    'pre',
    'whole',
    'kk',
    'cs',
    'e',
    'r',
  ].map((name) => unset(name)),
];
void NOT_REFUSED;
void MESSAGE;
