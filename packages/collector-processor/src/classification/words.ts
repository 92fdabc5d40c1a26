/**
 * A text: whole answers (an object, a page, an event stream), a client library's words, a gateway's sentence about its
 * upstream. `Chain.body`, `.plain` and `.message` of @fuelgauge/errors.
 */
import {
  BEFORE_OBJECT,
  CLIENT_CODE,
  CLIENT_PREFIX,
  CODE_KEYS,
  ERROR_KEYS,
  LABEL,
  LEAD,
  LEADING_EXCEPTION,
  LEADING_STATUS,
  LIBRARY_WRAPPER,
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
  STATUS_BEFORE,
  STATUS_KEYS,
  UPSTREAM_CODE,
  UPSTREAM_RETURNED,
  WRAPPERS,
  type WrapperPattern,
} from '@fuelgauge/errors/tables';
import { named, re2 } from '../ottl/re2.ts';
import { LINKED_PROVIDER } from './hosts.ts';
import { PARSE } from './parse.ts';
import {
  CALL,
  extract,
  HOP,
  has,
  is,
  keep,
  matches,
  member,
  no,
  pick,
  replace,
  say,
  set,
  unset,
  v,
} from './state.ts';

/** Nothing has been decided about the text yet. */
const OPEN = no('d');
/** In place of a body, not inside an object. */
const BODY = no('md');
const FIRST = no('hop');
const GATEWAY = is('gw', 'y');
const NO_GATEWAY = is('gw', 'n');
const MAYBE_GATEWAY = `${v('gw')} != "n"`;

/** Names that providers are known by, as one pattern over a name without case, spaces and punctuation. */
const KNOWN_NAME = `^(?:${[
  ...new Set(PROVIDERS.flatMap(([id, , display, ...aliases]) => [id, display, ...aliases].map(plain))),
]
  .sort()
  .join('|')})$`;

/** A name without case, spaces and punctuation → `kn`. */
const plainName = (name: string, ...when: readonly string[]): string[] => [
  set('kn', `ToLowerCase(${name})`, ...when),
  replace('kn', '[^a-z0-9]+', '', has('kn')),
];

const filled = (...path: readonly [string, ...string[]]): string =>
  `${member(...path)} != nil and ${member(...path)} != ""`;

const addWord = (value: string, ...when: readonly string[]): string =>
  set('c', `Concat([${v('c')}, ${value}], "\\n")`, ...when);

const HTML = has('html');
/** Stands between headings; a private-use character. */
const BREAK = '\uE002';
const EVENTS = [
  BODY,
  matches(v('tx'), '^(?:data|event|id|retry|: ?[A-Za-z]|:\\n)'),
  matches(v('tx'), '(?:^|\\n)(?:data|event):'),
];
const QUOTED_WHOLE = [BODY, `HasPrefix(${v('tx')}, "\\"")`, `HasSuffix(${v('tx')}, "\\"")`];

/** Pages of proxies, event streams, answers made a string once more. */
const SHAPES: readonly string[] = [
  replace('tx', '^\\s+|\\s+$', ''),
  set(
    'html',
    v('tx'),
    BODY,
    `HasPrefix(${v('tx')}, "<")`,
    matches(v('tx'), '(?i)^<(?:!doctype html|html|head|\\?xml|title|body|center|h1)'),
  ),
  pick(
    'cf',
    v('html'),
    '(?i)\\b(?:error code:?|Error)\\s*:?\\s*(?P<v>10\\d\\d)\\b',
    HTML,
    matches(v('html'), '(?i)cloudflare|cf-'),
  ),
  addWord(`Concat(["cloudflare_", ${v('cf')}], "")`, has('cf')),
  // Its headings, and S3's way of saying errors in XML.
  replace(
    'html',
    '(?is)<(?:title|h1|h2)[^>]*>([^<]{1,300})|<Code>([\\w.]{1,80})<|<Message>([^<]{1,500})|<(?:style|script).*?</(?:style|script)>|[^<]+|<',
    `${BREAK}$1$2$3`,
    HTML,
  ),
  replace('html', '\\s+', ' ', HTML),
  replace('html', `(?: ?${BREAK} ?)+`, ' | ', HTML),
  replace('html', '^ \\| | \\| $', '', HTML),
  set('tx', v('html'), HTML),
  pick('hs', v('tx'), '\\b(?P<v>[45]\\d\\d)\\b', HTML, no('s')),
  set('s', `Int(${v('hs')})`, has('hs')),
  say('d', 'page', HTML),
  // The last event that speaks of an error: an error ends a stream.
  pick(
    'tx',
    v('tx'),
    '(?is)^(?:.*\\n)?data: ?(?P<v>[^\\n]*(?:error|fail|exception|code|message|msg|detail|reason)[^\\n]*)',
    ...EVENTS,
  ),
  set('e', `ParseJSON(Concat(["{\\"v\\":", ${v('tx')}, "}"], ""))`, ...QUOTED_WHOLE),
  set('tx', member('e', 'v'), ...QUOTED_WHOLE, `IsString(${member('e', 'v')})`),
  replace('tx', '^"(?s:(.*))"$', '$1', ...QUOTED_WHOLE),
];

/** What may be an object: the whole text, or from its first brace on. */
const CANDIDATE: readonly string[] = [
  say('whole', 'y', OPEN, matches(v('tx'), '^[{\\[]'), `not ${matches(v('tx'), re2(LABEL))}`),
  set('cand', v('tx'), has('whole')),
  extract(
    'e',
    v('tx'),
    '(?s)^(?P<b>[^{]*?)(?P<o>(?:\\[\\s*)?\\{.*)$',
    OPEN,
    no('whole'),
    matches(v('tx'), '\\{'),
  ),
  set('cand', member('e', 'o'), OPEN, no('whole'), has('e'), filled('e', 'o')),
  set('pre', member('e', 'b'), has('cand'), no('whole')),
  ...PARSE,
  set('e', v('obj'), has('obj')),
  set('e', `${v('obj')}[0]`, has('obj'), `IsList(${v('obj')})`),
  set('kk', `Concat([Keys(${v('e')})], "")`, has('obj'), `IsMap(${v('e')})`),
  // Between an object and a list of them only what quotes makes no difference.
  say('list', 'y', has('whole'), `IsList(${v('obj')})`),
  say('pre', '', has('list')),
];

const keyPattern = (keys: readonly string[]): string => `"(?:${keys.join('|')})"`;
const LOOKS_LIKE_ERROR = [has('kk'), matches(v('kk'), keyPattern(ERROR_KEYS))];
const LOOKS_QUOTED = [
  has('kk'),
  `(${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.alone))} or (${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.message))} and ${matches(v('kk'), keyPattern(QUOTED_ERROR_KEYS.beside))}))`,
];

/** A status and an exception's class at the head of a text. */
const HEAD: readonly string[] = [
  set('h', v('tx'), OPEN, BODY, no('whole')),
  replace('h', '(?s)^([^{]{0,200}).*$', '$1', has('h')),
  ...LEADING_EXCEPTION.map((pattern) => pick('ex', v('h'), named(re2(pattern), ['v']), has('h'), no('ex'))),
  addWord(v('ex'), has('ex')),
  replace('h', '([\\s(:=,])(["\'`“])[^"\'`“”]{0,200}(?:["\'`”]|$)', '$1$2', has('h')),
  ...LEADING_STATUS.map((pattern, at) =>
    pick(
      'hs',
      v('h'),
      named(re2(pattern), ['v']),
      has('h'),
      no('s'),
      no('hs'),
      ...(at === 0 ? [`not ${matches(v('h'), re2(NO_STATUS))}`] : []),
    ),
  ),
  set('s', `Int(${v('hs')})`, no('s'), has('hs')),
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

/** LiteLLM's class names → `w`. `ThrottlingException - …` is an exception of its own, not its name for a provider. */
const litellm = (target: string, ...when: readonly string[]): string[] => [
  extract('w', v(target), wrapper(LITELLM), ...when, matches(v(target), `Exception(?: \\w+)? - `)),
  unset('w', has('w'), `${member('w', 'r')} == nil`),
  unset('kn', has('w')),
  ...plainName(member('w', 'u'), has('w')),
  unset('w', has('w'), `not ${matches(v(target), 'litellm')}`, `not ${matches(v('kn'), KNOWN_NAME)}`),
];

const ROUTER = `(?s)${ROUTED.source}.*$`;

/** The words of a client library. */
const LIBRARY = [OPEN, BODY, is('lib', 'y'), no('whole')];
const SAID = [
  ...LIBRARY,
  MAYBE_GATEWAY,
  matches(v('tx'), `${BEFORE_OBJECT.source}${PROVIDER_SAID.source.replace(/^/, '(?i:')})`),
];

const PLAIN: readonly string[] = [
  set('lw', v('tx'), ...LIBRARY),
  replace('lw', `(?s)${BEFORE_OBJECT.source}?(litellm\\.[A-Z].*)$`, '$1', has('lw')),
  ...litellm('lw', has('lw')),
  set('r', member('w', 'r'), has('w')),
  say('routed', 'y', has('r'), matches(v('r'), ROUTER)),
  replace('r', ROUTER, '', has('routed')),
  // A router's words and no known endpoint: LiteLLM runs as a proxy. Else it names the endpoint that it called.
  say('d', 'up', has('routed'), no('gw'), FIRST),
  say('ename', 'litellm', is('d', 'up'), no('ename')),
  set('nt', v('r'), is('d', 'up')),
  set('nu', member('w', 'u'), is('d', 'up'), filled('w', 'u')),
  set('nc', member('w', 'x'), is('d', 'up'), filled('w', 'x')),
  say('wr', 'y', is('d', 'up')),
  set('ename', member('w', 'u'), has('w'), OPEN, no('ename'), filled('w', 'u')),
  addWord(member('w', 'x'), has('w'), OPEN, filled('w', 'x')),
  set('again', v('r'), has('w'), OPEN),
  say('d', 'same', has('again')),
  unset('w'),
  // "Error from provider (…" is a gateway's in a client's text too.
  say('md', 'm', ...SAID),
  replace(
    'tx',
    `(?s)${BEFORE_OBJECT.source}?(${re2(PROVIDER_SAID)}.*)$`,
    '$1',
    OPEN,
    is('lib', 'y'),
    is('md', 'm'),
    FIRST,
    MAYBE_GATEWAY,
  ),
  // The body behind a client's prefix.
  say('d', 'up', ...LIBRARY, ...LOOKS_LIKE_ERROR, matches(v('pre'), re2(UPSTREAM_RETURNED)), MAYBE_GATEWAY),
  say('d', 'up', ...LIBRARY, ...LOOKS_LIKE_ERROR, no('gw'), FIRST, matches(v('pre'), re2(LIBRARY_WRAPPER))),
  set('nob', v('obj'), is('d', 'up'), no('nt')),
  set('own', v('pre'), has('nob')),
  set('ob', v('obj'), ...LIBRARY, ...LOOKS_LIKE_ERROR),
  set('dm', v('pre'), has('ob'), `Len(${v('pre')}) > 40`),
  // The details of a google.rpc.Status, printed behind its message.
  set(
    'ob',
    `{"message": ${v('pre')}}`,
    ...LIBRARY,
    no('ob'),
    has('pre'),
    `IsList(${v('obj')})`,
    matches(member('e', '@type'), 'google\\.rpc\\.'),
  ),
  `set(${member('ob', 'details')}, ${v('obj')}) where ${has('ob')} and IsList(${v('obj')}) and ${member('ob', 'message')} == ${v('pre')}`,
  // A whole object.
  set('ob', v('obj'), OPEN, BODY, has('whole'), has('obj')),
  // Then it is a body, or what a logger made of a client's words.
  say('lib', 'log', OPEN, BODY, has('whole'), has('ob'), has('lib')),
  say('d', 'same', has('ob')),
  // `403 Forbidden "Your team …"`
  pick('tx', v('tx'), '(?s)^.{0,300}?\\b[45]\\d\\d(?: [A-Z][A-Za-z ]{2,30})?:? "(?P<v>.+)"\\s*$', ...LIBRARY),
  say('bare', 'y', ...LIBRARY),
];

/** One pattern over lines of codes. */
const lines = (...patterns: readonly RegExp[]): string =>
  `(?m)${patterns.map(({ source }) => source).join('|')}`;

const HTTP_KEYS = [...new Set([...CODE_KEYS, ...STATUS_KEYS])].filter((key) => key !== 'error_code');
const CS = has('cs');
const NOT_SAME = `${v('d')} != "same"`;

/** Codes in normal spelling, one a line: `cs`. */
const CODES: readonly string[] = [
  set('cs', v('K'), NOT_SAME, has('K')),
  pick('ks', v('cs'), `"(?:[\\w.]*\\.)?(?:${HTTP_KEYS.join('|')})":"?(?P<v>[1-5]\\d\\d)"?[,}]`, CS, no('s')),
  set('s', `Int(${v('ks')})`, has('ks')),
  say('b', 'true', CS, no('b'), matches(v('cs'), '(?i)"metadata\\.is_byok":"?true')),
  say('b', 'false', CS, no('b'), matches(v('cs'), '(?i)"metadata\\.is_byok":"?false')),
  // A code of three digits that is no HTTP status.
  replace('cs', '"error_code":"?(\\d{3})"?([,}])', '"error_code":"#$1"$2', CS),
  replace(
    'cs',
    '"(?:[^"\\\\]|\\\\.)*":(?:"((?:[^"\\\\]|\\\\.){1,160})"|(-?\\d[\\d.]*)|"(?:[^"\\\\]|\\\\.)*"|[^,}]*)[,}]?|[{}\\n]',
    '\n$1$2',
    CS,
  ),
  set('cs', `Concat([${v('cs')}, ${v('c')}], "\\n")`, NOT_SAME, has('c')),
  replace(
    'cs',
    `(?mi)^\\s*(?:0|-1|[1-5]\\d\\d|true|false|<nil>|${NO_CODE.source.replace(/^\^|\$$/g, '')})\\s*$`,
    '',
    CS,
  ),
  replace('cs', '(?m)^#|^[\\w.]+#([^:\\n]*).*$', '$1', CS),
  replace('cs', '([a-z0-9])([A-Z])', '$1_$2', CS),
  set('cs', `ToLowerCase(${v('cs')})`, CS),
  replace('cs', '[ \\t-]+', '_', CS),
  replace('cs', '^\\n+|\\n+$|(\\n)\\n+', '$1', CS),
];

const REFUSED = REQUEST_REFUSED.map(
  (status) => `${v('s')} == ${status} or (${no('s')} and ${v('st')} == ${status})`,
).join(' or ');
const NOT_OWN = `not ${matches(v('tx'), re2(OWN_WORDS))}`;
const SAYS_UPSTREAM = matches(v('cs'), lines(UPSTREAM_CODE));

/** The upstream that the hop's sentence speaks of. */
const SENTENCE: readonly string[] = [
  // Its own metadata says what the upstream said.
  set('nt', v('raw'), OPEN, `IsString(${v('raw')})`),
  set('nob', v('raw'), OPEN, has('raw'), no('nt')),
  set('nu', v('u'), OPEN, has('raw'), has('u')),
  say('mv', 'y', OPEN, has('raw')),
  say('wr', 'y', OPEN, has('raw'), `(HasPrefix(${v('tx')}, "Provider returned error") or ${has('nh')})`),
  say('d', 'up', OPEN, has('raw')),
  // A whole answer as a message: Google's SDK puts its own there, a gateway its upstream's.
  set(
    'nob',
    v('obj'),
    OPEN,
    has('whole'),
    no('list'),
    ...LOOKS_LIKE_ERROR,
    `(${GATEWAY} or ${SAYS_UPSTREAM})`,
  ),
  set('nu', v('u'), OPEN, has('nob'), has('u')),
  say('own', '', OPEN, has('nob')),
  say('d', 'up', OPEN, has('nob')),
  set('ob', v('obj'), OPEN, has('whole'), no('list'), ...LOOKS_LIKE_ERROR),
  say('d', 'same', OPEN, has('ob')),
  // Wrappers.
  say('pf', 'y', OPEN, matches(v('tx'), '(?i)litellm|exception|provider|upstream|上游|failed')),
  ...litellm('tx', has('pf')),
  ...OTHERS.map((row) =>
    extract('w', v('tx'), wrapper(row), has('pf'), no('w'), matches(v('tx'), re2(row.pattern))),
  ),
  set('r', member('w', 'r'), has('w')),
  replace('r', ROUTER, '', has('w'), filled('w', 'x')),
  // In a client's text "provider" is the endpoint that it called.
  set('again', v('r'), has('w'), NO_GATEWAY, is('lib', 'y'), FIRST),
  set('s', `Int(${member('w', 's')})`, has('again'), OPEN, no('s'), filled('w', 's')),
  say('d', 'same', has('again'), OPEN),
  set('nt', v('r'), OPEN, has('w')),
  set('nu', v('u'), OPEN, has('w'), has('u')),
  set('nu', member('w', 'u'), OPEN, has('w'), filled('w', 'u')),
  set('ns', `Int(${member('w', 's')})`, OPEN, has('w'), filled('w', 's')),
  set('nc', member('w', 'x'), OPEN, has('w'), filled('w', 'x')),
  say('wr', 'y', OPEN, has('w')),
  say('d', 'up', OPEN, has('w')),
  // A logger's own object around a client's text: the same system, not another one.
  set('cc', v('cs'), OPEN, has('lib'), FIRST, CS),
  replace('cc', `(?m)${CLIENT_CODE.source}`, '', has('cc')),
  say('cc', '', no('cc')),
  say(
    'log',
    'y',
    OPEN,
    has('lib'),
    FIRST,
    no('whole'),
    `not ${matches(v('cc'), '\\w')}`,
    ...LOOKS_LIKE_ERROR,
    matches(v('pre'), re2(CLIENT_PREFIX)),
  ),
  pick('ls', v('pre'), '\\b(?P<v>[45]\\d\\d)\\b', has('log'), no('s')),
  set('s', `Int(${v('ls')})`, has('ls')),
  set('ob', v('obj'), has('log')),
  say('d', 'same', has('log')),
  // Another system's error inside the sentence.
  set('own', v('pre'), OPEN, has('pre'), ...LOOKS_QUOTED),
  say('d', 'end', OPEN, has('own'), NO_GATEWAY, `(${REFUSED})`),
  pick('nu', v('own'), named(re2(NAME_BEFORE), ['v']), OPEN, has('own')),
  unset('kn', OPEN),
  ...plainName(v('nu'), OPEN, has('nu')),
  unset('nu', OPEN, has('nu'), `not ${matches(v('kn'), KNOWN_NAME)}`),
  set('nu', v('u'), OPEN, has('own'), no('nu'), has('u')),
  // What stands unnamed in the words of an upstream is its own.
  set('nu', v('p'), OPEN, has('own'), no('nu'), has('p')),
  set(
    'ob',
    v('obj'),
    OPEN,
    has('own'),
    NO_GATEWAY,
    no('nu'),
    `not ${matches(v('own'), '(?i)\\b(?:upstream|provider)\\b')}`,
  ),
  set('dm', v('own'), OPEN, has('ob')),
  say('d', 'same', OPEN, has('ob')),
  pick('ls', v('own'), named(re2(STATUS_BEFORE), ['v']), OPEN, has('own')),
  set('ns', `Int(${v('ls')})`, OPEN, has('own'), has('ls')),
  set('nob', v('obj'), OPEN, has('own')),
  say('d', 'up', OPEN, has('own')),
  // `anthropic error: …`
  extract(
    'w',
    v('tx'),
    named(re2(SAID_BY), ['u', 'r']),
    OPEN,
    FIRST,
    `(${GATEWAY} or (${no('gw')} and ${no('bare')}))`,
    matches(v('tx'), re2(SAID_BY)),
    NOT_OWN,
  ),
  unset('kn', OPEN),
  ...plainName(member('w', 'u'), OPEN, has('w')),
  set('nu', member('w', 'u'), OPEN, has('w'), matches(v('kn'), KNOWN_NAME)),
  set('nt', member('w', 'r'), OPEN, has('nu')),
  say('wr', 'y', OPEN, has('nu')),
  // The hop names its upstream, and says what that said.
  set('nu', v('u'), OPEN, no('nu'), has('u'), NOT_OWN),
  set('nt', v('tx'), OPEN, has('nu'), no('nt')),
  // A provider's own documentation is linked to, at a gateway.
  set('nt', v('tx'), OPEN, no('nt'), GATEWAY, FIRST, matches(v('tx'), LINKED_PROVIDER)),
  // A code says that it is the upstream's.
  unset('w', OPEN),
  extract(
    'w',
    v('tx'),
    named(re2(LEAD), ['u', 'r']),
    OPEN,
    no('nt'),
    SAYS_UPSTREAM,
    matches(v('tx'), re2(LEAD)),
  ),
  set('nu', member('w', 'u'), OPEN, no('nt'), has('w')),
  set('nt', member('w', 'r'), OPEN, no('nt'), has('w'), SAYS_UPSTREAM),
  set('nt', v('tx'), OPEN, no('nt'), SAYS_UPSTREAM),
  // A relay passes on what it was told, with its own request id behind it.
  say(
    'wr',
    'y',
    OPEN,
    no('nt'),
    FIRST,
    MAYBE_GATEWAY,
    matches(v('tx'), re2(RELAYED)),
    `not ${matches(v('tx'), re2(RELAYS_OWN))}`,
    `not ${matches(v('cs'), lines(OWN_CODE, RELAYS_OWN_CODE))}`,
  ),
  set('nt', v('tx'), OPEN, no('nt'), has('wr')),
  say('mv', 'y', OPEN, has('nt')),
  say('nt', '', OPEN, no('nt'), matches(v('tx'), '(?i)^Provider returned (?:an? )?error')),
  say('d', 'up', OPEN, has('nt')),
  say('d', 'end', OPEN),
];

const UP = is('d', 'up');
/** `famn` holds the endpoint's names; a pattern that is put together is made anew each time, so it stands last. */
const SELF = [UP, has('famn'), has('kn'), `IsMatch(${v('kn')}, ${v('famn')})`];
const CODES_OF_GATEWAY = `${UPSTREAM_CODE.source}|${OWN_CODE.source}`;
const NEXT_HOP = ['nt', 'nob', 'nu', 'nh', 'ns', 'nc'];

/** Ends the hop where its words are read, and begins the next. */
const FINISH: readonly string[] = [
  set('own', v('tx'), no('own')),
  // An upstream that bears the endpoint's own name is the endpoint.
  unset('kn'),
  ...plainName(v('nu'), UP, has('nu'), FIRST),
  set('own', v('nt'), ...SELF, has('nt')),
  replace('nc', '([a-z0-9])([A-Z])', '$1_$2', ...SELF),
  set('cs', `ToLowerCase(Concat([${v('cs')}, ${v('nc')}], "\\n"))`, ...SELF, has('nc')),
  say('d', 'end', ...SELF),
  // Codes that are not the gateway's own are the upstream's.
  set('nc', v('cs'), UP, has('mv'), CS),
  replace('nc', `(?m)^.*(?:${CODES_OF_GATEWAY}).*$`, '', UP, has('mv')),
  replace('cs', `(?m)^((?:.*(?:${CODES_OF_GATEWAY})).*)$|^.*$`, '$1', UP, has('mv')),
  // A chain of four is one of three: who was called, the next one, and the innermost.
  set('up', member('hop', 'up'), `${v('d')} != "same"`, `${member('hop', 'up', 'up')} != nil`),
  set('up', v('hop'), no('up'), has('hop')),
  set('s', member('hop', 's'), NOT_SAME, no('s'), `${member('hop', 's')} != nil`),
  set(
    'hop',
    `{"m": ${v('own')}, "t": ${v('W')}, "c": ${v('cs')}, "s": ${v('s')}, "p": ${v('p')}, "h": ${v('ph')}, "b": ${v('b')}, "w": ${v('wr')}, "up": ${v('up')}}`,
    `${v('d')} != "same"`,
  ),
  keep([...CALL, ...HOP, 'ob', 'again'], is('d', 'same')),
  set('tx', v('again'), has('again')),
  keep([...CALL, ...NEXT_HOP], has('own'), UP),
  keep([...CALL], `(${is('d', 'end')} or ${is('d', 'page')})`),
  ...(
    [
      ['p', 'nu'],
      ['ph', 'nh'],
      ['s', 'ns'],
      ['c', 'nc'],
      ['tx', 'nt'],
      ['ob', 'nob'],
    ] as const
  ).map(([name, next]) => set(name, v(next), has(next))),
  unset('lib', has('hop')),
  keep([...CALL, ...HOP, 'tx', 'ob']),
];

/** Reads `tx`. Leaves an object in `ob`, an upstream's words in `tx`, or nothing; hops that are complete in `hop`. */
export const READ_TEXT: readonly string[] = [
  ...SHAPES,
  ...CANDIDATE,
  ...HEAD,
  ...PLAIN,
  ...CODES,
  ...SENTENCE,
  ...FINISH,
];
