/** What a span says about its failure, in the words of the library that made it. */
import { attribute, either, text } from '../ottl/operands.ts';
import type { StatementGroup } from '../ottl/statement-group.ts';
import { findHost, findName, findNames } from './hosts.ts';
import {
  type ClassificationOptions,
  extract,
  has,
  is,
  matches,
  member,
  no,
  replace,
  say,
  set,
  store,
  temporary,
  unset,
  v,
} from './state.ts';

/** Attributes that only spans of LLM calls bear, whoever makes them. */
const SIGNS = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.request.model',
  'llm.request.type',
  'llm.provider',
  'llm.system',
  'llm.model_name',
  'ai.model.provider',
  'ai.model.id',
] as const;
const OPENINFERENCE_KIND = attribute('openinference.span.kind');

/** A failed span of an LLM call that nobody has classified. The status stands first: most spans end here. */
export function isUnclassifiedFailure({ attributePrefix }: ClassificationOptions): string {
  const categories = [...new Set([`${attributePrefix}.error.category`, 'llm.error.category'])];
  return [
    'span.status.code == STATUS_CODE_ERROR',
    ...categories.map((name) => `${attribute(name)} == nil`),
    either(
      ...SIGNS.map((name) => `${attribute(name)} != nil`),
      ...['LLM', 'EMBEDDING', 'RERANKER'].map((kind) => `${OPENINFERENCE_KIND} == "${kind}"`),
    ),
    // What stands around calls fails with them.
    ...['invoke_agent', 'create_agent', 'execute_tool', 'invoke_workflow'].map(
      (name) => `${attribute('gen_ai.operation.name')} != "${name}"`,
    ),
    ...['AGENT', 'CHAIN', 'TOOL', 'RETRIEVER', 'GUARDRAIL', 'EVALUATOR'].map(
      (kind) => `${OPENINFERENCE_KIND} != "${kind}"`,
    ),
  ].join(' and ');
}

/** The exception event's text, for spans whose status has none. Of several events the last one counts. */
export function exceptionEvent(options: ClassificationOptions): StatementGroup {
  const keep = (name: string, source: string): string =>
    `set(${attribute(temporary(options, name))}, spanevent.attributes[${text(source)}]) where spanevent.attributes[${text(source)}] != nil`;
  return {
    context: 'spanevent',
    error_mode: 'silent',
    conditions: [
      `spanevent.name == "exception" and (span.status.message == "" or span.attributes["error.type"] == nil) and ${isUnclassifiedFailure(options)}`,
    ],
    statements: [keep('message', 'exception.message'), keep('type', 'exception.type')],
  };
}

/** Statuses that the OpenAI SDK (and what is written after it) turns into classes. */
const CLASS_STATUS: Readonly<Record<string, number>> = {
  BadRequestError: 400,
  AuthenticationError: 401,
  PermissionDeniedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  UnprocessableEntityError: 422,
  RateLimitError: 429,
  InternalServerError: 500,
};
/** Classes that tell nothing. */
const PLAIN_CLASS =
  '^(?:Error|Exception|APIError|APIStatusError|APIResponseValidationError|OpenAIError|AnthropicError|APICallError|AI_APICallError|AI_RetryError|api_error|_OTHER|\\d+)$';

/** A class of an SDK in front of what the SDK says; another class's name is part of the text. */
const PREFIXED = `^(?:(?:\\w+\\.)*(?:${[...Object.keys(CLASS_STATUS), 'API\\w*Error', 'OpenAIError', 'AnthropicError'].join('|')}): |[\\w.]{3,80}: Error code: [45]\\d\\d)`;

const HOST_ATTRIBUTES = ['server.address', 'net.peer.name', 'http.host'];
const URL_ATTRIBUTES = [
  'gen_ai.openai.api_base',
  'openai.api_base',
  'gen_ai.request.api_base',
  'llm.base_url',
  'url.full',
  'http.url',
];
const NAME_ATTRIBUTES = [
  'llm.provider',
  'gen_ai.provider.name',
  'gen_ai.system',
  'ai.model.provider',
  'llm.system',
];

export function prepare(options: ClassificationOptions): StatementGroup {
  const temp = (name: string): string => attribute(temporary(options, name));
  const status = (name: string): string =>
    set(
      'st',
      `Int(${attribute(name)})`,
      no('st'),
      `${attribute(name)} != nil`,
      matches(attribute(name), '^[1-5]\\d\\d$'),
    );
  return {
    context: 'span',
    error_mode: 'silent',
    conditions: [isUnclassifiedFailure(options)],
    statements: [
      set('tx', 'span.status.message', 'span.status.message != ""'),
      set('tx', temp('message'), no('tx'), `IsString(${temp('message')})`),
      set('tx', '""', no('tx')),
      set(
        'tx',
        `Substring(${v('tx')}, 0, ${options.maxTextLength})`,
        `Len(${v('tx')}) > ${options.maxTextLength}`,
      ),
      set('cls', attribute('error.type'), `IsString(${attribute('error.type')})`),
      set(
        'cls',
        temp('type'),
        `(${no('cls')} or ${matches(v('cls'), PLAIN_CLASS)})`,
        `IsString(${temp('type')})`,
      ),
      replace('cls', '^.*\\.', '', has('cls')),
      status('http.response.status_code'),
      status('http.status_code'),
      status('error.type'),
      ...Object.entries(CLASS_STATUS).map(([name, code]) => set('stc', String(code), is('cls', name))),
      say('lib', 'y'),
      // `RateLimitError: Error code: 429 - …`: the class, then what the library says.
      extract(
        'e',
        v('tx'),
        `^(?:[\\w.]+\\.)?(?P<c>[A-Z]\\w{2,60}): (?P<r>(?s:.*))$`,
        matches(v('tx'), PREFIXED),
      ),
      set('cls', member('e', 'c'), has('e'), `(${no('cls')} or ${matches(v('cls'), PLAIN_CLASS)})`),
      set('tx', member('e', 'r'), has('e')),
      unset('e'),
      // Python's and JavaScript's SDKs put the status before the body.
      extract(
        'e',
        v('tx'),
        '^Error code: (?P<s>[1-5]\\d\\d)(?: - (?P<r>(?s:.*)))?$',
        matches(v('tx'), '^Error code: '),
      ),
      say('py', 'y', has('e')),
      extract(
        'e',
        v('tx'),
        '^(?P<s>[45]\\d\\d) (?P<r>(?s:.*))$',
        no('e'),
        matches(v('tx'), '^[45]\\d\\d '),
        `not ${matches(v('tx'), '^\\d+ (?:tokens|ms|seconds|characters|%|Client Error: |Server Error: )')}`,
      ),
      set('st', `Int(${member('e', 's')})`, no('st'), has('e'), `${member('e', 's')} != nil`),
      set('tx', member('e', 'r'), has('e'), `${member('e', 'r')} != nil`),
      unset('lib', has('e'), `${member('e', 'r')} != nil`, matches(v('tx'), '^[{\\["\']')),
      unset('lib', has('e'), has('py')),
      // A body that is a text and no object.
      replace('tx', "^'(?s:(.*))'$", '$1'),
      replace('tx', '^status code \\(no body\\)$', '', has('e')),
      unset('e'),
      set('st', v('stc'), no('st'), has('stc')),
      ...Object.keys(CLASS_STATUS).map((name) => unset('cls', is('cls', name))),
      unset('cls', has('cls'), matches(v('cls'), PLAIN_CLASS)),
      // Who was called: the host, else a name that says more than which library it is.
      ...HOST_ATTRIBUTES.map((name) =>
        set('host', attribute(name), no('host'), `IsString(${attribute(name)})`, `${attribute(name)} != ""`),
      ),
      ...URL_ATTRIBUTES.map((name) =>
        set('host', attribute(name), no('host'), `IsString(${attribute(name)})`, `${attribute(name)} != ""`),
      ),
      replace(
        'host',
        '^(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://)?(?:[^/@?#\\s]{0,200}@)?([^/:?#\\s]{1,253}).*$',
        '$1',
        has('host'),
      ),
      replace('host', '[{}<>]|\\.$', '', has('host')),
      set('host', `ToLowerCase(${v('host')})`, has('host')),
      set('named', v('host'), has('host')),
      ...findHost('host', 'found'),
      ...NAME_ATTRIBUTES.flatMap((name) => [
        set('name', attribute(name), no('named'), no('found'), `IsString(${attribute(name)})`),
        replace(
          'name',
          '\\.(?:chat|responses|completion|embedding|messages)$',
          '',
          no('named'),
          no('found'),
          has('name'),
        ),
        unset('name', has('name'), matches(v('name'), '(?i)^openai$')),
      ]),
      ...findName('name', 'who', no('named')),
      set(
        'found',
        `Concat([Split(${v('who')}, "|")[1], Split(${v('who')}, "|")[2]], "|")`,
        no('found'),
        has('who'),
      ),
      set('fam', `Split(${v('found')}, "|")[0]`, has('found')),
      set('gw', `Split(${v('found')}, "|")[1]`, has('found')),
      ...findNames('fam', 'famn'),
      ...['host', 'named', 'found', 'name', 'who', 'py', 'stc'].map((name) => unset(name)),
      store(options),
    ],
  };
}
