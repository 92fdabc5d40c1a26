/**
 * JSON, Python's repr and Node's notation as a map: `cand` → `obj`. What is cut off is closed, what cannot be read
 * leaves `obj` absent.
 */
import { extract, has, matches, no, replace, set, unset, v } from './state.ts';

/** Stands for a double quote while strings are looked for; a private-use character, in no error's text. */
const Q = '\uE000';
const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const DEPTH = 9;

/** Balanced brackets around well-formed strings, `DEPTH` levels deep. */
function balanced(): string {
  let inner = '';
  for (let level = 0; level < DEPTH; level++)
    inner = `[{\\[](?:${STRING}|[^{}\\[\\]"]${inner === '' ? '' : `|${inner}`})*[}\\]]`;
  return inner;
}

const TRY = [has('cand'), no('obj')];
const WORK = [has('rp'), no('obj')];

export const PARSE: readonly string[] = [
  unset('obj'),
  set('obj', `ParseJSON(${v('cand')})`, has('cand')),
  // Another notation, something behind the object, or cut off: strings in one notation first.
  set('rp', v('cand'), ...TRY),
  // A whole object inside a string, its escapes left.
  replace('rp', '\\\\+"', '"', ...WORK, matches(v('rp'), '^[{\\[]\\s*\\\\+["n]')),
  replace('rp', '[\\x00-\\x1f]+', ' ', ...WORK),
  replace('rp', '"', Q, ...WORK),
  replace(
    'rp',
    `'((?:[^'\\\\]|\\\\.)*)(?:'|\\\\?$)|${Q}((?:[^${Q}\\\\]|\\\\.)*)(?:${Q}|\\\\?$)|([A-Za-z_$][\\w$.@-]*)`,
    '"$1$2$3"',
    ...WORK,
  ),
  replace('rp', `((?:\\\\\\\\)*)\\\\?${Q}`, '$1\\"', ...WORK),
  replace('rp', "((?:\\\\\\\\)*)\\\\'", "$1'", ...WORK),
  replace('rp', '((?:\\\\\\\\)*)\\\\x([0-9a-fA-F]{2})', '$1\\u00$2', ...WORK),
  replace(
    'rp',
    '((?:\\\\\\\\)*)\\\\(?:U[0-9a-fA-F]{8}|u[0-9a-fA-F]{0,3}")',
    '$1"',
    ...WORK,
    matches(v('rp'), '\\\\U|\\\\u[0-9a-fA-F]{0,3}"'),
  ),
  replace('rp', '((?:\\\\\\\\)*)\\\\([^"\\\\/bfnrtu])', '$1$2', ...WORK),
  replace('rp', ':\\s*"(?:None|null|undefined|NaN|nan)"', ':null', ...WORK),
  extract('e', v('rp'), `^(?P<o>${balanced()})`, ...WORK),
  set('obj', `ParseJSON(${v('e')}["o"])`, ...WORK, `${v('e')}["o"] != nil`),
  // Cut off: close what is open.
  replace('rp', ',\\s*$', '', ...WORK),
  replace('rp', ':\\s*-?$', ':null', ...WORK),
  set('op', v('rp'), ...WORK),
  replace('op', STRING, '', has('op'), no('obj')),
  replace('op', '[^{}\\[\\]]+', '', has('op'), no('obj')),
  ...Array.from({ length: 6 }, () => replace('op', '\\{\\}|\\[\\]', '', has('op'), no('obj'))),
  // A key without its value.
  replace('rp', `,\\s*${STRING}$`, '', ...WORK, matches(v('op'), '\\{$')),
  replace('rp', `\\{\\s*${STRING}$`, '{', ...WORK, matches(v('op'), '\\{$')),
  replace('op', '^(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)$', '$10$9$8$7$6$5$4$3$2$1', has('op'), no('obj')),
  replace('op', '\\{', '}', has('op'), no('obj')),
  replace('op', '\\[', ']', has('op'), no('obj')),
  set('obj', `ParseJSON(Concat([${v('rp')}, ${v('op')}], ""))`, ...WORK, has('op')),
  unset('op'),
  unset('e'),
];
