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
  WAIT_KEYS,
} from '@fuelgauge/errors/tables';
import { text } from '../ottl/operands.ts';
import { re2 } from '../ottl/re2.ts';
import {
  CALL,
  HOP,
  has,
  is,
  keep,
  matches,
  member,
  NEXT,
  no,
  pick,
  replace,
  say,
  set,
  unset,
  v,
} from './state.ts';

const alternatives = (keys: readonly string[]): string => `(?:${keys.join('|')})`;

const LEAF_KEYS = [...new Set<string>([...CODE_KEYS, ...STATUS_KEYS])];
/** Zero says that there is no allowance at all; any other value is no code. */
const QUOTA_VALUES = ['quotaValue', 'quota_limit_value'];

const WAITS = WAIT_KEYS.map(([key]) => key);

const KEPT = `^${alternatives([...LEAF_KEYS, ...WAITS, ...INNER_CODE_KEYS, 'details', 'metadata'])}$`;
/** Paths of codes in the flattened object. */
const CODE_PATHS = `^(?:${[
  alternatives(LEAF_KEYS),
  `${alternatives([...INNER_CODE_KEYS])}\\.(?:code|reason)`,
  `details(?:\\.\\d+)?\\.${alternatives([...DETAIL_KEYS])}`,
  `details(?:\\.\\d+)?\\.(?:metadata|violations\\.\\d+)\\.${alternatives([...QUOTA_KEYS, ...QUOTA_VALUES])}`,
  `metadata\\.${alternatives([...METADATA_KEYS, 'is_byok'])}`,
].join('|')})$`;

/** Paths of waits; an instant is none, as the clock of whoever wrote it is not known here. */
const WAIT_PATHS = `^(?:${[
  alternatives(WAIT_KEYS.filter(([, kind]) => kind !== 'instant').map(([key]) => key)),
  'details\\.\\d+\\.(?:retryDelay|retry_delay)',
  'metadata\\.(?:retry_after|retry_after_seconds|headers\\.(?:Retry-After|retry-after))',
].join('|')})$`;

/** A code that the structure says, for rules to read as any other. */
export const addCode = (code: string, ...conditions: readonly string[]): string =>
  set('c', `Concat([${v('c')}, ${text(normalCode(code))}], "\\n")`, ...conditions);

const isText = (target: string): readonly string[] => [`IsString(${target})`, `${target} != ""`];
const isFull = (target: string): string => `(IsMap(${target}) or IsList(${target})) and Len(${target}) > 0`;

const ob = (...keys: readonly string[]): string => member('ob', ...keys);

function ownMessage(): string[] {
  return MESSAGE_KEYS.flatMap((key) => [
    set('mm', ob(key), no('mm'), ...isText(ob(key))),
    ...(key === 'message'
      ? ['message', 'content'].map((inner) =>
          set('mm', ob(key, inner), no('mm'), `IsMap(${ob(key)})`, ...isText(ob(key, inner))),
        )
      : []),
  ]);
}

function envelopes(): string[] {
  const open = [no('nx'), no('fs'), no('fin')];
  return ENVELOPES.flatMap((key) => [
    set(
      'nx',
      ob(key),
      ...open,
      // A list or an object beside a message is detail of that message, not the error proper.
      ...(key === 'error' || key === 'response' ? [] : [no('mm')]),
      // iFlytek's `header` has a code; an HTTP header does not.
      ...(key === 'header' ? [`${ob(key, 'code')} != nil`] : []),
      isFull(ob(key)),
    ),
    ...(key === 'error' || key === 'detail' || key === 'errors' || key === 'exception'
      ? [set('fs', ob(key), ...open, ...isText(ob(key))), say('fk', key, has('fs'), no('fk'))]
      : []),
  ]);
}

/** Vercel's attempts, the last one, in the flattened object as JSON. */
const ATTEMPT =
  '.*"providerMetadata\\.gateway\\.routing\\.(?:attempts|modelAttempts\\.\\d+\\.providerAttempts)\\.\\d+\\.';

const NO_ERROR = `not IsMap(${ob('error')})`;
const HAS_METADATA = `IsMap(${ob('metadata')})`;
const DONE = [no('nx'), no('fin')];

/** Reads one level of `ob`. Leaves the next level in `ob`, or the hop's own words in `tx`. */
export const READ_OBJECT: readonly string[] = [
  // The first of a list.
  ...[0, 1].flatMap(() => [
    unset('e'),
    set('e', `${v('ob')}[0]`, `IsList(${v('ob')})`),
    set('ob', v('e'), has('e'), `not IsString(${v('e')})`),
  ]),
  set('fs', v('e'), `IsString(${v('e')})`),
  // What an answer carries in place of an answer.
  unset('e'),
  set('e', `${ob('choices')}[0]`, `IsList(${ob('choices')})`, NO_ERROR),
  set(
    'u',
    ob('provider'),
    has('e'),
    no('u'),
    `IsMap(${member('e', 'error')})`,
    `IsString(${ob('provider')})`,
  ),
  set('nx', member('e', 'error'), has('e'), `IsMap(${member('e', 'error')})`),
  ...['error', 'content_filter'].map((reason) =>
    addCode(`finish_reason_${reason}`, has('e'), no('nx'), `${member('e', 'finish_reason')} == "${reason}"`),
  ),
  say('fin', 'y', has('e'), no('nx')),
  say('fin', 'b', `IsMap(${ob('promptFeedback')})`, `${ob('promptFeedback', 'blockReason')} != nil`),
  set('e', `${ob('candidates')}[0]`, `IsList(${ob('candidates')})`),
  say('fin', 'b', has('e'), matches(member('e', 'finishReason'), re2(GOOGLE_BLOCKED))),
  addCode('content_blocked', is('fin', 'b')),
  // Codes with their paths: a line of JSON for each level.
  set('k', v('ob'), `IsMap(${v('ob')})`, no('fin')),
  `keep_matching_keys(${v('k')}, ${text(KEPT)}) where ${has('k')}`,
  `flatten(${v('k')}) where ${has('k')}`,
  set('t', v('k'), has('k')),
  `keep_matching_keys(${v('t')}, ${text(WAIT_PATHS)}) where ${has('t')}`,
  set('W', `Concat([${v('W')}, ${v('t')}], "\\n")`, has('t'), `Len(${v('t')}) > 0`),
  `keep_matching_keys(${v('k')}, ${text(CODE_PATHS)}) where ${has('k')}`,
  set('k', `Concat([${v('k')}], "")`, has('k')),
  addCode('quota_value_zero', has('k'), matches(v('k'), `${alternatives(QUOTA_VALUES)}":"?0"?[,}]`)),
  replace('k', `"[^"]*${alternatives(QUOTA_VALUES)}":(?:"[^"]*"|[^,}]*),?`, '', has('k')),
  set('K', `Concat([${v('K')}, ${v('k')}], "\\n")`, has('k'), `${v('k')} != "{}"`),
  addCode(
    'flagged_input',
    HAS_METADATA,
    `${ob('metadata', 'flagged_input')} != nil`,
    `IsList(${ob('metadata', 'reasons')})`,
  ),
  ...AWS_EVENTS.flatMap((key) => [
    addCode(key, no('nx'), `IsMap(${ob(key)})`),
    set('nx', ob(key), no('nx'), `IsMap(${ob(key)})`),
  ]),
  // Who says it, where the gateway tells.
  ...['source', 'origin'].map((key) =>
    addCode('provider_error', `(${ob(key)} == "provider" or ${ob(key)} == "upstream")`),
  ),
  set(
    'u',
    ob('provider'),
    no('u'),
    ...isText(ob('provider')),
    `Len(${ob('provider')}) <= 40`,
    ...['source', 'origin'].map((key) => `${ob(key)} != "gateway" and ${ob(key)} != "router"`),
  ),
  set('e', v('ob'), `IsMap(${ob('providerMetadata')})`),
  `flatten(${v('e')}) where IsMap(${ob('providerMetadata')})`,
  set('e', `Concat([${v('e')}], "")`, `IsMap(${ob('providerMetadata')})`),
  pick('u', v('e'), `^${ATTEMPT}provider":"(?P<v>[^"]*)"`, no('u'), `IsMap(${ob('providerMetadata')})`),
  say(
    'b',
    'true',
    no('b'),
    `IsMap(${ob('providerMetadata')})`,
    matches(v('e'), `${ATTEMPT}credentialType":"byok"`),
  ),
  ...ownMessage(),
  ...envelopes(),
  // `error` as a word is a code, as a sentence the message; what else is said stands behind it.
  set('c', `Concat([${v('c')}, ${v('fs')}], "\\n")`, is('fk', 'error'), matches(v('fs'), '^[^\\s]{1,160}$')),
  set(
    'fs',
    `Concat([${v('fs')}, ${v('mm')}], ": ")`,
    is('fk', 'error'),
    has('mm'),
    `${v('mm')} != ${v('fs')}`,
  ),
  set('fs', `Concat([${ob('title')}, ${v('fs')}], ": ")`, is('fk', 'detail'), ...isText(ob('title'))),
  set('dm', v('mm'), has('nx'), has('mm'), no('dm')),
  // Complete: the sentence, then the upstream that its metadata speaks of.
  set('tx', v('fs'), ...DONE, has('fs')),
  set('tx', v('mm'), ...DONE, no('tx'), has('mm')),
  set('tx', ob('title'), ...DONE, no('tx'), ...isText(ob('title'))),
  set('tx', v('dm'), ...DONE, no('tx'), has('dm')),
  say('tx', '', no('nx'), no('tx')),
  set(
    'np',
    ob('metadata', 'provider_name'),
    has('tx'),
    HAS_METADATA,
    ...isText(ob('metadata', 'provider_name')),
  ),
  set('u', v('np'), has('np'), `not ${matches(v('np'), '(?i)^openrouter$')}`),
  set(
    'raw',
    ob('metadata', 'raw'),
    has('tx'),
    HAS_METADATA,
    `${ob('metadata', 'raw')} != nil`,
    `${ob('metadata', 'raw')} != ""`,
  ),
  // Where the last attempt says nothing, the one before it that is listed.
  ...[3, 2, 1, 0].map((at) =>
    set(
      'pe',
      `${ob('metadata', 'previous_errors')}[${at}]`,
      has('tx'),
      no('raw'),
      no('pe'),
      `IsList(${ob('metadata', 'previous_errors')})`,
      matches(v('tx'), '(?i)^(?:provider returned|$)'),
    ),
  ),
  unset('K', has('pe')),
  unset('tx', has('pe')),
  set(
    'nx',
    `{"message": ${member('pe', 'message')}, "code": ${member('pe', 'code')}, "metadata": ${v('pe')}}`,
    has('pe'),
  ),
  // The failed call to the provider, as Vercel's gateway shows it.
  pick(
    'nh',
    ob('param', 'url'),
    '^https?://(?P<v>[a-z0-9.-]{4,80})',
    has('tx'),
    no('raw'),
    `IsMap(${ob('param')})`,
    `${ob('param', 'statusCode')} != nil`,
  ),
  set('raw', `{"message": ${v('tx')}, "statusCode": ${ob('param', 'statusCode')}}`, has('nh')),
  say('md', 'm', has('tx')),
  unset('ob'),
  set('ob', v('nx'), has('nx')),
  keep([...CALL, ...HOP, ...NEXT]),
];
