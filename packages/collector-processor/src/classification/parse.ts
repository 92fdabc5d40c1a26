/**
 * JSON, Python's repr and Node's notation as a map: `cand` → `obj`. What is cut off is closed, what cannot be read
 * leaves `obj` absent.
 */
import { has, matches, no, pick, replace, set, v } from './state.ts';

/** Stands for a double quote while strings are looked for; a private-use character, in no error's text. */
const Q = '\uE000';
/** Stands for an escaped backslash, so that one that is left escapes what follows. */
const PAIR = '\uE001';
const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const DEPTH = 9;

/** Balanced brackets around well-formed strings, `DEPTH` levels deep. */
function balanced(): string {
  let inner = '';
  for (let level = 0; level < DEPTH; level++)
    inner = `[{\\[](?:${STRING}|[^{}\\[\\]"]${inner === '' ? '' : `|${inner}`})*[}\\]]`;
  return inner;
}

/** Absent where `cand` could be parsed. */
const WORK = has('rp');
const CUT = has('op');

export const PARSE: readonly string[] = [
  set('obj', `ParseJSON(${v('cand')})`, has('cand')),
  // Another notation, something behind the object, or cut off: strings in one notation first.
  set('rp', v('cand'), has('cand'), no('obj')),
  // An object inside a string, its escapes left.
  replace('rp', '\\\\+"', '"', WORK, matches(v('rp'), '^[{\\[]\\s*\\\\+["n]')),
  replace('rp', '[\\x00-\\x1f]+', ' ', WORK),
  replace('rp', '"', Q, WORK),
  replace('rp', '\\\\\\\\', PAIR, WORK),
  replace(
    'rp',
    `'((?:[^'\\\\]|\\\\.)*)(?:'|\\\\?$)|${Q}((?:[^${Q}\\\\]|\\\\.)*)(?:${Q}|\\\\?$)|([A-Za-z_$][\\w$.@-]*)`,
    '"$1$2$3"',
    WORK,
  ),
  replace('rp', `\\\\?${Q}`, '\\"', WORK),
  replace('rp', '\\\\x([0-9a-fA-F]{2})', '\\u00$1', WORK),
  replace('rp', '\\\\U[0-9a-fA-F]{8}|\\\\u[0-9a-fA-F]{0,3}("|[^0-9a-fA-F])', '$1', WORK),
  replace('rp', '\\\\([^"/bfnrtu])', '$1', WORK),
  replace('rp', PAIR, '\\\\', WORK),
  replace('rp', ':\\s*"(?:None|null|undefined|NaN|nan)"', ':null', WORK),
  pick('bal', v('rp'), `^(?P<v>${balanced()})`, WORK),
  set('obj', `ParseJSON(${v('bal')})`, WORK, has('bal')),
  // Cut off: close what is open.
  set('op', v('rp'), WORK, no('obj')),
  replace('rp', ',\\s*$', '', CUT),
  replace('rp', ':\\s*-?$', ':null', CUT),
  replace('op', STRING, '', CUT),
  replace('op', '[^{}\\[\\]]+', '', CUT),
  ...Array.from({ length: 5 }, () => replace('op', '\\{\\}|\\[\\]|\\{\\[\\]\\}|\\[\\{\\}\\]', '', CUT)),
  // A key without its value.
  replace('rp', `,\\s*${STRING}$`, '', CUT, matches(v('op'), '\\{$')),
  replace('rp', `\\{\\s*${STRING}$`, '{', CUT, matches(v('op'), '\\{$')),
  replace('op', '^(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)(.?)$', '$10$9$8$7$6$5$4$3$2$1', CUT),
  replace('op', '\\{', '}', CUT),
  replace('op', '\\[', ']', CUT),
  set('obj', `ParseJSON(Concat([${v('rp')}, ${v('op')}], ""))`, CUT),
];
