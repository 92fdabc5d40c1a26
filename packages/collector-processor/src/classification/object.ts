/** One level of an object: its codes, its message, and the envelope to open next. `readObject` of @fuelgauge/errors. */
import {
  AWS_EVENTS,
  CODE_KEYS,
  DETAIL_KEYS,
  ENVELOPES,
  GOOGLE_BLOCKED,
  INNER_CODE_KEYS,
  MESSAGE_KEYS,
  METADATA_KEYS,
  normalCode,
  QUOTA_KEYS,
  STATUS_KEYS,
} from '@fuelgauge/errors/tables';
import { text } from '../ottl/operands.ts';
import { re2 } from '../ottl/re2.ts';
import { extract, has, is, matches, member, no, replace, say, set, unset, v } from './state.ts';

const alternatives = (keys: readonly string[]): string => `(?:${keys.join('|')})`;

const LEAF_KEYS = [...new Set<string>([...CODE_KEYS, ...STATUS_KEYS])];
/** Zero says that there is no allowance at all; any other value is no code. */
const QUOTA_VALUES = ['quotaValue', 'quota_limit_value'];

const KEPT = `^${alternatives([...LEAF_KEYS, ...INNER_CODE_KEYS, 'details', 'metadata'])}$`;
/** Paths of codes in the flattened object. */
const CODE_PATHS = `^(?:${[
  alternatives(LEAF_KEYS),
  `${alternatives([...INNER_CODE_KEYS])}\\.(?:code|reason)`,
  `details(?:\\.\\d+)?\\.${alternatives([...DETAIL_KEYS])}`,
  `details(?:\\.\\d+)?\\.(?:metadata|violations\\.\\d+)\\.${alternatives([...QUOTA_KEYS, ...QUOTA_VALUES])}`,
  `metadata\\.${alternatives([...METADATA_KEYS, 'is_byok'])}`,
].join('|')})$`;

/** A code that the structure says, for rules to read as any other. */
export const addCode = (code: string, ...conditions: readonly string[]): string =>
  set('c', `Concat([${v('c')}, ${text(normalCode(code))}], "\\n")`, ...conditions);

const isText = (target: string): readonly string[] => [`IsString(${target})`, `${target} != ""`];
const isFull = (target: string): string => `(IsMap(${target}) or IsList(${target})) and Len(${target}) > 0`;

const OB = has('ob');

function ownMessage(): string[] {
  return MESSAGE_KEYS.flatMap((key) => {
    const target = member('ob', key);
    return [
      set('mm', target, OB, no('mm'), ...isText(target)),
      ...(key === 'message'
        ? ['message', 'content'].map((inner) =>
            set(
              'mm',
              `${target}["${inner}"]`,
              OB,
              no('mm'),
              `IsMap(${target})`,
              ...isText(`${target}["${inner}"]`),
            ),
          )
        : []),
    ];
  });
}

function envelopes(): string[] {
  const open = [OB, no('nx'), no('fs'), no('fin')];
  return ENVELOPES.flatMap((key) => {
    const target = member('ob', key);
    const out = [
      set(
        'nx',
        target,
        ...open,
        // A list or an object beside a message is detail of that message, not the error proper.
        ...(key === 'error' || key === 'response' ? [] : [no('mm')]),
        ...(key === 'header' ? [`${target}["code"] != nil`] : []),
        isFull(target),
      ),
    ];
    if (key === 'error' || key === 'detail' || key === 'errors' || key === 'exception')
      out.push(set('fs', target, ...open, ...isText(target)), say('fk', key, has('fs'), no('fk')));
    return out;
  });
}

const ATTEMPT =
  '.*"providerMetadata\\.gateway\\.routing\\.(?:attempts|modelAttempts\\.\\d+\\.providerAttempts)\\.\\d+\\.';

/** Reads one level of `ob`. Leaves the next level in `ob`, or the hop's own words in `tx`. */
export const READ_OBJECT: readonly string[] = [
  ...['mm', 'nx', 'fs', 'fk', 'fin', 'k'].map((name) => unset(name, OB)),
  // The first of a list.
  ...[0, 1].flatMap(() => [
    unset('e', OB),
    set('e', `${v('ob')}[0]`, OB, `IsList(${v('ob')})`),
    set('ob', v('e'), OB, has('e'), `IsMap(${v('e')}) or IsList(${v('e')})`),
  ]),
  set('fs', v('e'), OB, `IsList(${v('ob')})`, `IsString(${v('e')})`),
  // What an answer carries in place of an answer.
  unset('e', OB),
  set('e', `${member('ob', 'choices')}[0]`, OB, `IsList(${member('ob', 'choices')})`),
  set(
    'u',
    member('ob', 'provider'),
    OB,
    has('e'),
    no('u'),
    `IsMap(${member('e', 'error')})`,
    `IsString(${member('ob', 'provider')})`,
  ),
  set(
    'nx',
    member('e', 'error'),
    OB,
    has('e'),
    `IsMap(${member('e', 'error')})`,
    `not IsMap(${member('ob', 'error')})`,
  ),
  ...['error', 'content_filter'].flatMap((reason) => [
    addCode(
      `finish_reason_${reason}`,
      OB,
      has('e'),
      no('nx'),
      `${member('e', 'finish_reason')} == "${reason}"`,
      `not IsMap(${member('ob', 'error')})`,
    ),
  ]),
  say('fin', 'y', OB, has('e'), no('nx'), `not IsMap(${member('ob', 'error')})`),
  say(
    'fin',
    'b',
    OB,
    `IsMap(${member('ob', 'promptFeedback')})`,
    `${member('ob', 'promptFeedback', 'blockReason')} != nil`,
  ),
  unset('e', OB),
  set('e', `${member('ob', 'candidates')}[0]`, OB, `IsList(${member('ob', 'candidates')})`),
  say('fin', 'b', OB, has('e'), matches(member('e', 'finishReason'), re2(GOOGLE_BLOCKED))),
  addCode('content_blocked', OB, is('fin', 'b')),
  // Codes, with their paths: JSON of one line for each level.
  set('k', v('ob'), OB, `IsMap(${v('ob')})`, no('fin')),
  `keep_matching_keys(${v('k')}, ${text(KEPT)}) where ${has('k')}`,
  `flatten(${v('k')}) where ${has('k')}`,
  `keep_matching_keys(${v('k')}, ${text(CODE_PATHS)}) where ${has('k')}`,
  set('k', `Concat([${v('k')}], "")`, has('k')),
  addCode('quota_value_zero', has('k'), matches(v('k'), `${alternatives(QUOTA_VALUES)}":"?0"?[,}]`)),
  replace('k', `"[^"]*${alternatives(QUOTA_VALUES)}":(?:"[^"]*"|[^,}]*),?`, '', has('k')),
  set('K', `Concat([${v('K')}, ${v('k')}], "\\n")`, has('k'), `${v('k')} != "{}"`),
  addCode(
    'flagged_input',
    OB,
    `IsMap(${member('ob', 'metadata')})`,
    `${member('ob', 'metadata', 'flagged_input')} != nil`,
    `IsList(${member('ob', 'metadata', 'reasons')})`,
  ),
  ...AWS_EVENTS.flatMap((key) => [
    addCode(key, OB, no('nx'), `IsMap(${member('ob', key)})`),
    set('nx', member('ob', key), OB, no('nx'), `IsMap(${member('ob', key)})`),
  ]),
  // Who says it, where the gateway tells.
  ...['source', 'origin'].map((key) =>
    addCode(
      'provider_error',
      OB,
      `(${member('ob', key)} == "provider" or ${member('ob', key)} == "upstream")`,
    ),
  ),
  set(
    'u',
    member('ob', 'provider'),
    OB,
    no('u'),
    `IsString(${member('ob', 'provider')})`,
    `Len(${member('ob', 'provider')}) > 0`,
    `Len(${member('ob', 'provider')}) <= 40`,
    ...['source', 'origin'].map(
      (key) => `${member('ob', key)} != "gateway" and ${member('ob', key)} != "router"`,
    ),
  ),
  set('e', '{}', OB, `IsMap(${member('ob', 'providerMetadata')})`),
  set('e', v('ob'), OB, `IsMap(${member('ob', 'providerMetadata')})`),
  `flatten(${v('e')}) where ${OB} and IsMap(${member('ob', 'providerMetadata')})`,
  extract(
    'a',
    `Concat([${v('e')}], "")`,
    `^${ATTEMPT}provider":"(?P<v>[^"]*)"`,
    OB,
    `IsMap(${member('ob', 'providerMetadata')})`,
  ),
  set('u', member('a', 'v'), OB, no('u'), has('a'), `${member('a', 'v')} != nil`),
  say('b', 'true', OB, has('a'), no('b'), matches(v('e'), `${ATTEMPT}credentialType":"byok"`)),
  unset('a', OB),
  ...ownMessage(),
  ...envelopes(),
  // `error` as a word is a code, as a sentence the message; what else is said stands behind it.
  set(
    'c',
    `Concat([${v('c')}, ${v('fs')}], "\\n")`,
    OB,
    is('fk', 'error'),
    matches(v('fs'), '^[^\\s]{1,160}$'),
  ),
  set(
    'fs',
    `Concat([${v('fs')}, ${v('mm')}], ": ")`,
    OB,
    is('fk', 'error'),
    has('mm'),
    `${v('mm')} != ${v('fs')}`,
  ),
  set(
    'fs',
    `Concat([${member('ob', 'title')}, ${v('fs')}], ": ")`,
    OB,
    is('fk', 'detail'),
    ...isText(member('ob', 'title')),
  ),
  set('dm', v('mm'), OB, has('nx'), has('mm'), no('dm')),
  // Complete: the sentence, then the upstream that its metadata speaks of.
  set('x', v('fs'), OB, no('nx'), no('fin'), has('fs')),
  set('x', v('mm'), OB, no('nx'), no('fin'), no('x'), has('mm')),
  set('x', member('ob', 'title'), OB, no('nx'), no('fin'), no('x'), ...isText(member('ob', 'title'))),
  set('x', v('dm'), OB, no('nx'), no('fin'), no('x'), has('dm')),
  set('x', '""', OB, no('nx'), no('x')),
  say('md', 'm', OB, has('x')),
  set(
    'np',
    member('ob', 'metadata', 'provider_name'),
    OB,
    has('x'),
    `IsMap(${member('ob', 'metadata')})`,
    ...isText(member('ob', 'metadata', 'provider_name')),
  ),
  set('u', v('np'), OB, has('np'), `not ${matches(v('np'), '(?i)^openrouter$')}`),
  unset('np'),
  set(
    'raw',
    member('ob', 'metadata', 'raw'),
    OB,
    has('x'),
    `IsMap(${member('ob', 'metadata')})`,
    `${member('ob', 'metadata', 'raw')} != nil`,
    `${member('ob', 'metadata', 'raw')} != ""`,
  ),
  // The failed call to the provider, as Vercel's gateway shows it.
  extract(
    'a',
    member('ob', 'param', 'url'),
    '^https?://(?P<h>[a-z0-9.-]{4,80})',
    OB,
    has('x'),
    `IsMap(${member('ob', 'param')})`,
    `IsString(${member('ob', 'param', 'url')})`,
    `${member('ob', 'param', 'statusCode')} != nil`,
  ),
  set(
    'raw',
    `{"message": ${v('x')}, "statusCode": ${member('ob', 'param', 'statusCode')}}`,
    OB,
    has('a'),
    no('raw'),
  ),
  set('nh', member('a', 'h'), OB, has('a'), has('raw'), `${member('a', 'h')} != nil`),
  unset('a', OB),
  // One level deeper.
  unset('ob', OB, has('x')),
  set('ob', v('nx'), has('nx')),
  ...['mm', 'nx', 'fs', 'fk', 'fin', 'k', 'e'].map((name) => unset(name)),
];
