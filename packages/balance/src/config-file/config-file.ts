import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Account } from '../account.ts';
import { adapterOf, PROVIDERS } from '../adapters/all.ts';
import { resolveAccount } from '../resolve-account.ts';
import { ConfigError, lineOf, type Problem } from './config-error.ts';
import { secondsOf } from './duration.ts';
import { nearest } from './nearest.ts';
import { CONFIG_SCHEMA, type ConfigFile } from './schema.ts';
import { fillIn, isReference, VariableError } from './variables.ts';
import { type Path, readYaml, type YamlDocument } from './yaml-document.ts';

/** An account of the file, and how often it is read where that differs. */
export interface ConfiguredAccount extends Account {
  readonly intervalSeconds?: number;
}

/** What a configuration file says; absent is left to the environment, or to the default. */
export interface Config {
  readonly intervalSeconds?: number;
  readonly host?: string;
  readonly port?: number;
  readonly otlp?: boolean;
  readonly accounts?: readonly ConfiguredAccount[];
  /** For a person: what works and should not be so. */
  readonly warnings: readonly string[];
}

/** @throws {ConfigError} when the file cannot be read, is no YAML, or says what it may not. */
export function readConfigFile(file: string, env: NodeJS.ProcessEnv): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new ConfigError(file, [{ line: undefined, path: '', message: why }]);
  }
  return parseConfig(file, text, env);
}

/** @throws {ConfigError} with every problem of the file, and no value of it. */
export function parseConfig(file: string, text: string, env: NodeJS.ProcessEnv): Config {
  const document = readYaml(file, text);
  // An empty file asks for nothing, as no file does.
  const checked = CONFIG_SCHEMA.safeParse(document.value ?? {});
  if (!checked.success) {
    throw new ConfigError(
      file,
      checked.error.issues.flatMap((issue) => problems(issue, document)),
    );
  }
  return fill(file, checked.data, document, env);
}

/** Keys by the path of the mapping they belong to, where they can be told from the schema. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(CONFIG_SCHEMA.shape),
  listen: Object.keys(CONFIG_SCHEMA.shape.listen.unwrap().shape),
  otlp: Object.keys(CONFIG_SCHEMA.shape.otlp.unwrap().shape),
  'accounts[]': Object.keys(CONFIG_SCHEMA.shape.accounts.unwrap().element.shape),
};

function problems(issue: z.core.$ZodIssue, document: YamlDocument): Problem[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const accepted = ACCEPTED[path.replace(/\[\d+\]/g, '[]')] ?? [];
    return issue.keys.map((key) => ({
      line: document.lineAt([...issue.path, key]),
      path,
      message: `unknown key${quoted(key)}${meant(key, accepted)}; accepted: ${accepted.join(', ')}`,
    }));
  }
  const missing = valueAt(document.value, issue.path) === undefined;
  const last = issue.path.at(-1);
  const given = valueAt(document.value, issue.path);
  const hint = last === 'provider' && typeof given === 'string' ? meant(given, PROVIDERS) : '';
  const wholeFile = path === '' ? `must be a mapping; accepted: ${ACCEPTED['']!.join(', ')}` : undefined;
  const plain =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid') ? 'must be a mapping' : undefined;
  return [
    {
      line: document.lineAt(issue.path),
      path,
      message:
        missing && path !== ''
          ? `is missing: it ${issue.message}`
          : `${wholeFile ?? plain ?? issue.message}${hint}`,
    },
  ];
}

function pathOf(path: Path): string {
  return path.reduce<string>(
    (whole, part) =>
      typeof part === 'number'
        ? `${whole}[${part}]`
        : whole === ''
          ? String(part)
          : `${whole}.${String(part)}`,
    '',
  );
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );

/** Only what looks like a word: somebody may have written a key in the wrong place. */
const quoted = (key: string): string => (/^[A-Za-z_]{1,30}$/.test(key) ? ` ${key}` : '');

function meant(word: string, words: readonly string[]): string {
  const near = nearest(word, words);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

function fill(file: string, config: ConfigFile, document: YamlDocument, env: NodeJS.ProcessEnv): Config {
  const found: Problem[] = [];
  const warnings: string[] = [];
  const note = (path: Path, message: string): Problem => ({
    line: document.lineAt(path),
    path: pathOf(path),
    message,
  });
  const filled = (text: string, path: Path, leave?: string): string => {
    try {
      return fillIn(text, env, leave);
    } catch (error) {
      if (!(error instanceof VariableError)) throw error;
      found.push(note(path, error.message));
      return '';
    }
  };
  const deep = (value: unknown, path: Path): unknown => {
    // `${key}` in a header of the generic adapter is the account's key.
    if (typeof value === 'string') return filled(value, path, 'key');
    if (Array.isArray(value)) return value.map((item, at) => deep(item, [...path, at]));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, deep(item, [...path, key])]),
      );
    return value;
  };

  const accounts = config.accounts?.map((entry, at): ConfiguredAccount => {
    const path = ['accounts', at];
    for (const field of ['key', 'inferenceKey'] as const) {
      const text = entry[field];
      if (text === undefined || isReference(text)) continue;
      const usual = `\${${adapterOf(entry.provider)?.env[0] ?? 'VARIABLE'}}`;
      warnings.push(
        lineOf(
          file,
          note([...path, field], `a key stands in the file; take it from a variable, as ${usual}`),
        ),
      );
    }
    const { interval, options, ...texts } = entry;
    const account = {
      ...Object.fromEntries(
        Object.entries(texts).map(([field, text]) => [field, filled(text ?? '', [...path, field])]),
      ),
      ...(options === undefined ? {} : { options: deep(options, [...path, 'options']) }),
      ...(interval === undefined ? {} : { intervalSeconds: secondsOf(interval) }),
    } as ConfiguredAccount;
    return account;
  });
  for (const [at, { id }] of (accounts ?? []).entries())
    for (const message of faultsOfId(id ?? '', accounts ?? []))
      found.push(note(['accounts', at, 'id'], message));
  if (found.length === 0) found.push(...unusable(accounts ?? [], document));
  const host = config.listen?.host === undefined ? undefined : filled(config.listen.host, ['listen', 'host']);
  if (found.length > 0) throw new ConfigError(file, found);
  return {
    warnings,
    ...(config.interval === undefined ? {} : { intervalSeconds: secondsOf(config.interval) }),
    ...(host === undefined ? {} : { host }),
    ...(config.listen?.port === undefined ? {} : { port: config.listen.port }),
    ...(config.otlp?.enabled === undefined ? {} : { otlp: config.otlp.enabled }),
    ...(accounts === undefined ? {} : { accounts }),
  };
}

/** Shorter ones stand in ordinary names, and are no key of any provider. */
const SHORTEST_KEY = 8;

/** A name goes into metrics and logs. */
function faultsOfId(id: string, accounts: readonly ConfiguredAccount[]): string[] {
  const keys = accounts.flatMap(({ key, inferenceKey = '' }) => [key, inferenceKey]);
  return [
    ...(keys.some((key) => key.length >= SHORTEST_KEY && id.includes(key))
      ? ['must not hold the key: it goes into metrics']
      : []),
    ...(/\p{Cc}/u.test(id) ? ['must be one line, without control characters'] : []),
  ];
}

/** What an account lacks, by its provider; and two accounts under one name, which would be one series. */
function unusable(accounts: readonly ConfiguredAccount[], document: YamlDocument): Problem[] {
  const first = new Map<string, number>();
  return accounts.flatMap((account, at): Problem[] => {
    const line = document.lineAt(['accounts', at]);
    const path = `accounts[${at}]`;
    let name: string;
    try {
      const { provider, id } = resolveAccount(account, path);
      name = `${provider} ${id}`;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      const [, field = path, words = error.message] = PLACE.exec(error.message) ?? [];
      return [{ line: document.lineAt(partsOf(field)) ?? line, path: field, message: words }];
    }
    const other = first.get(name);
    first.set(name, other ?? at);
    if (other === undefined) return [];
    return [{ line, path, message: `is the same account as accounts[${other}]: give each an id of its own` }];
  });
}

/** How a message about an account begins: `accounts[0].options.team must be`, `accounts[0].options: expected`. */
const PLACE = /^(accounts\[\d+\][\w.[\]]*):?\s+(.+)$/s;

/** `accounts[0].options.team` in its parts. */
const partsOf = (path: string): Path =>
  path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
