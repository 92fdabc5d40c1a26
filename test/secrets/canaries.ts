/**
 * What must not leave. Every value is made up: a shape that a real one has, the word `fake` where the shape has room
 * for it, and a body that is computed from the canary's name, so that no two share eight characters.
 */
import { createHash } from 'node:crypto';

/** `key`: opens an account; `private`: says who or where; `content`: what was asked and answered. */
export type Kind = 'key' | 'private' | 'content';

export interface Canary {
  readonly name: string;
  readonly kind: Kind;
  /** As it is sent. */
  readonly value: string;
  /** The part of the value that is searched for: without what other texts may have too. */
  readonly secret: string;
}

const LETTERS = 'abcdefghijkmnopqrstuvwxyz';
const MIXED = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const KEY = `${MIXED}23456789`;
const HEX = '0123456789abcdef';
const DIGITS = '0123456789';

/** `length` characters of an alphabet, always the same for a name. */
function body(name: string, length: number, alphabet: string): string {
  let out = '';
  for (let block = 0; out.length < length; block++) {
    for (const byte of createHash('sha512').update(`${name} ${block}`).digest()) {
      out += alphabet[byte % alphabet.length];
    }
  }
  return out.slice(0, length);
}

/** Words that no language has, so that no other text has them either; no digit by which a filter would know them. */
function prose(name: string): string {
  const letters = body(name, 60, LETTERS);
  const word = (at: number, length: number): string => letters.slice(at, at + length);
  return `${word(0, 9)} ${word(9, 10)}, "${word(19, 9)}" é ${word(28, 10)}\n${word(38, 11)}\\${word(49, 11)}.`;
}

type Made = readonly [value: string, secret: string];

const shaped = (prefix: string, secret: string, suffix = ''): Made => [prefix + secret + suffix, secret];
const key = (name: string, prefix: string, length: number, alphabet: string = KEY): Made =>
  shaped(`${prefix}`, body(name, length, alphabet));
const content = (name: string): Made => {
  const text = prose(name);
  return [text, text];
};

const part = (name: string, claims: object): string =>
  Buffer.from(JSON.stringify({ fake: body(name, 30, KEY), ...claims })).toString('base64url');

/** API keys, one for each shape that a provider, a gateway or a cloud gives its keys. */
const KEYS: Readonly<Record<string, Made>> = {
  openai: key('openai', 'sk-proj-fake', 44),
  'openai, old': key('openai, old', 'sk-fake', 44),
  'openai, admin': key('openai, admin', 'sk-admin-fake', 40),
  'openai, service account': key('openai, service account', 'sk-svcacct-fake', 40),
  openrouter: key('openrouter', 'sk-or-v1-fake', 60, HEX),
  anthropic: key('anthropic', 'sk-ant-api03-fake', 80),
  groq: key('groq', 'gsk_fake', 48),
  google: key('google', 'AIzaFake', 31),
  'google, new': key('google, new', 'AQ.fake', 46),
  'google oauth': key('google oauth', 'ya29.fake', 90),
  xai: key('xai', 'xai-fake', 76),
  replicate: key('replicate', 'r8_fake', 33),
  huggingface: key('huggingface', 'hf_fake', 30),
  deepseek: key('deepseek', 'sk-fake', 28, HEX),
  nvidia: key('nvidia', 'nvapi-fake', 60),
  perplexity: key('perplexity', 'pplx-fake', 44),
  cerebras: key('cerebras', 'csk-fake', 44),
  fireworks: key('fireworks', 'fw_fake', 20),
  together: key('together', 'tgp_v1_fake', 40),
  vercel: key('vercel', 'vck_fake', 52),
  jina: key('jina', 'jina_fake', 56),
  voyage: key('voyage', 'pa-fake', 40),
  elevenlabs: key('elevenlabs', 'sk_fake', 44, HEX),
  'azure, old': key('azure, old', 'fa4e', 28, HEX),
  'azure, new': key('azure, new', 'FAKE', 80),
  mistral: key('mistral', 'fake', 28),
  cohere: key('cohere', 'fake', 36),
  aws: key('aws', 'AKIAFAKE', 15, 'ABCDEFGHJKLMNPQRSTUVWXYZ234567'),
  'aws, secret': key('aws, secret', 'fake', 36, `${KEY}+/`),
  litellm: key('litellm', 'sk-fake', 18),
  github: key('github', 'github_pat_fake', 60),
  'json web token': ((): Made => {
    const token = `${part('head', { alg: 'none' })}.${part('claims', { sub: 'fake' })}.${body('signature', 43, KEY)}`;
    return [token, token.slice(-43)];
  })(),
};

/** Look like a hash or a word: in a text of somebody's they are known only where they are the key of the call. */
export const KEYS_WITHOUT_A_FORM: readonly string[] = ['azure, old', 'mistral'];

/** Credentials that are no API key. */
const CREDENTIALS: Readonly<Record<string, Made>> = {
  'password in the base URL': key('password in the base URL', 'fake', 20),
  'user name in the base URL': key('user name in the base URL', 'fake', 16, LETTERS),
  'password of a proxy': key('password of a proxy', 'fake', 20),
  'token in the query of a redirect': key('token in the query of a redirect', 'fake', 30),
  'header of the exporter': key('header of the exporter', 'fake', 30),
  'password in the URL of the exporter': key('password in the URL of the exporter', 'fake', 20),
  'value of a cookie': key('value of a cookie', 'fake', 30),
  'token of a package registry': key('token of a package registry', 'npm_fake', 32),
};

const PRIVATE: Readonly<Record<string, Made>> = {
  user: key('user', 'user-fake', 16, LETTERS),
  safety_identifier: key('safety_identifier', 'safety-fake', 20, HEX),
  'metadata.user_id': key('metadata.user_id', 'account-fake', 20, LETTERS),
  prompt_cache_key: key('prompt_cache_key', 'cache-fake', 18, LETTERS),
  'user_id of a gateway': key('user_id of a gateway', 'user_2fake', 24),
  'organisation id': key('organisation id', 'org-fake7', 20),
  'organisation id without a digit': key('organisation id without a digit', 'org-fake', 20, MIXED),
  'project id': key('project id', 'proj_fake', 20),
  'request id': key('request id', 'req_fake', 28, HEX),
  'conversation id': key('conversation id', 'conv_fake', 40, HEX),
  'previous response id': key('previous response id', 'resp_fake', 40, HEX),
  email: shaped('', body('email', 14, LETTERS), '@fake.example'),
  'user as a code': key('user as a code', 'user_fake', 18, LETTERS),
  phone: shaped('+999 ', body('phone', 12, DIGITS).replace(/(....)(?=.)/g, '$1 ')),
  'file name': shaped('', body('file name', 18, LETTERS), '.wav'),
  'header of the application': key('header of the application', 'tenant-fake', 20, LETTERS),
  'link to an image': shaped('https://images.fake.example/', body('link to an image', 24, LETTERS), '.png'),
  'signature of a link': key('signature of a link', 'X-Fake-Signature=', 40, HEX),
  'fine-tuned model of somebody else': shaped(
    'ft:gpt-4o:',
    body('fine-tuned model of somebody else', 14, LETTERS),
    ':fake::9',
  ),
};

const CONTENT: Readonly<Record<string, Made>> = Object.fromEntries(
  [
    'system prompt',
    'prompt',
    'tool arguments',
    'tool result',
    'description of a tool',
    'completion',
    'refusal',
    'reasoning',
    'embeddings input',
    'prompt for an image',
    'prompt for speech',
    'transcript',
    'reason of an abort',
    'stack of a server',
    'what a hook threw',
    'name of the error of a hook',
    'message that a hook changed',
    'cell of a price table',
    'what another library wrote',
  ].map((name) => [name, content(name)]),
);

function table(kind: Kind, rows: Readonly<Record<string, Made>>): Canary[] {
  return Object.entries(rows).map(([name, [value, secret]]) => ({ name, kind, value, secret }));
}

/** Keys of providers, by the provider. */
export const API_KEYS: readonly Canary[] = table('key', KEYS);

export const CANARIES: readonly Canary[] = [
  ...API_KEYS,
  ...table('key', CREDENTIALS),
  ...table('private', PRIVATE),
  ...table('content', CONTENT),
];

/** @throws {Error} for a name that no canary has. */
export function canary(name: string): string {
  const found = CANARIES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no canary is called ${name}`);
  return found.value;
}

/** The last characters of a key, as providers show them of a key that they refuse: `sk-fake**********Zq9W`. */
export const TAIL = 'Zq9W';
