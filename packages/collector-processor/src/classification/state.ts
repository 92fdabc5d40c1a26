/** How statements of the classification name and change what they work on. */
import type { ResolvedOptions } from '../options.ts';
import { attribute, text } from '../ottl/operands.ts';

export type ClassificationOptions = Pick<ResolvedOptions, 'attributePrefix' | 'maxTextLength'>;

/** A variable: lives while the group's statements run over one span. */
export const v = (name: string): string => `span.cache[${text(name)}]`;
export const has = (name: string): string => `${v(name)} != nil`;
export const no = (name: string): string => `${v(name)} == nil`;
/** A member of a variable that holds a map. */
export const member = (name: string, ...keys: readonly string[]): string =>
  `${v(name)}${keys.map((key) => `[${text(key)}]`).join('')}`;
export const is = (name: string, value: string): string => `${v(name)} == ${text(value)}`;
export const matches = (target: string, pattern: string): string => `IsMatch(${target}, ${text(pattern)})`;

const when = (conditions: readonly string[]): string =>
  conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;

export const set = (name: string, value: string, ...conditions: readonly string[]): string =>
  `set(${v(name)}, ${value})${when(conditions)}`;
export const say = (name: string, value: string, ...conditions: readonly string[]): string =>
  set(name, text(value), ...conditions);
export const unset = (name: string, ...conditions: readonly string[]): string =>
  `delete_key(span.cache, ${text(name)})${when(conditions)}`;
/** Forgets every variable but these. */
export const keep = (names: readonly string[], ...conditions: readonly string[]): string =>
  `keep_keys(span.cache, [${names.map(text).join(', ')}])${when(conditions)}`;
/** The part of the target that the pattern's group `v` matches, where it matches. */
export const pick = (
  name: string,
  target: string,
  pattern: string,
  ...conditions: readonly string[]
): string =>
  set(name, `ExtractPatterns(${target}, ${text(pattern)})["v"]`, ...conditions, matches(target, pattern));
export const replace = (
  name: string,
  pattern: string,
  by: string,
  ...conditions: readonly string[]
): string =>
  // `$1_` would name a group called `1_`.
  `replace_pattern(${v(name)}, ${text(pattern)}, ${text(by.replace(/\$(\d+)/g, '$${$1}'))})${when(conditions)}`;
export const extract = (
  name: string,
  target: string,
  pattern: string,
  ...conditions: readonly string[]
): string => set(name, `ExtractPatterns(${target}, ${text(pattern)})`, ...conditions);

/** Temporary attributes: groups share no variables. Everything that starts so is deleted in the last group. */
export const temporary = (options: ClassificationOptions, name: string): string =>
  `${options.attributePrefix}.error.tmp.${name}`;
export const stateAttribute = (options: ClassificationOptions): string =>
  attribute(temporary(options, 'state'));

/** Takes the state over from the group before, and hands it to the next. */
export const load = (options: ClassificationOptions): string => `set(span.cache, ${stateAttribute(options)})`;
export const store = (options: ClassificationOptions): string =>
  `set(${stateAttribute(options)}, span.cache)`;

/** What the call and its endpoint are; stays through all groups. */
export const CALL = ['gw', 'fam', 'famn', 'st', 'lib', 'ename', 'cls', 'hop'] as const;
/** The hop that is being read. */
export const HOP = ['K', 'W', 'c', 's', 'u', 'b', 'dm', 'bare', 'p', 'ph'] as const;
/** What is to be read next: a text (as a body, or as a message), an object, an upstream's answer beside the message. */
export const NEXT = ['tx', 'md', 'ob', 'raw', 'nh'] as const;
