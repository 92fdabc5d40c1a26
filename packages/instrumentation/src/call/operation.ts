import { ANTHROPIC } from '../families/anthropic.ts';
import { COHERE } from '../families/cohere.ts';
import type { Family } from '../families/family.ts';
import { GEMINI } from '../families/gemini.ts';
import { OPENAI } from '../families/openai.ts';
import { VERCEL_GATEWAY } from '../families/vercel-gateway.ts';

/** What a request does, from its method and path. */
export interface Operation {
  /** `gen_ai.operation.name`: the conventions' value where one applies, else method and resource. */
  readonly name: string;
  /** True where a model runs, so that a price is to be expected. */
  readonly inference: boolean;
  /** True where each answer ends with a finish reason, so that a stream without one was cut. */
  readonly finishes: boolean;
  /** How its requests and answers are written. */
  readonly family: Family;
}

/**
 * Path suffixes at which a model runs. Names are the conventions' well-known values where there is one
 * (semantic-conventions-genai, `gen_ai.operation.name`), else a value of our own in their form.
 */
const INFERENCE: readonly (readonly [suffix: string, name: string])[] = [
  ['/chat/completions', 'chat'],
  ['/responses', 'chat'],
  ['/embeddings', 'embeddings'],
  ['/completions', 'text_completion'],
  ['/images/generations', 'image_generation'],
  ['/images/edits', 'image_generation'],
  ['/images/variations', 'image_generation'],
  ['/audio/speech', 'speech'],
  ['/audio/transcriptions', 'transcription'],
  ['/audio/translations', 'translation'],
  ['/videos', 'video_generation'],
];

/** Methods of Google's APIs, behind the last colon of a path. */
const GOOGLE: Readonly<Record<string, readonly [name: string, family: Family]>> = {
  generateContent: ['generate_content', GEMINI],
  streamGenerateContent: ['generate_content', GEMINI],
  embedContent: ['embeddings', GEMINI],
  batchEmbedContents: ['embeddings', GEMINI],
  // Vertex has other models' own APIs behind these; Claude's is the one that is read.
  rawPredict: ['chat', ANTHROPIC],
  streamRawPredict: ['chat', ANTHROPIC],
  predict: ['embeddings', GEMINI],
};
const GOOGLE_METHOD = /\/(?:models|tunedModels|endpoints)\/([^/:]+):(\w+)$/;
/** Not the messages of an assistant's thread. */
const MESSAGES = /(?<!\/threads\/[^/]+)\/messages$/;
const COHERE_PATH = /\/v2\/(?:chat|(embed))$/;
const VERCEL_GATEWAY_PATH = /\/(?:language|(embedding))-model$/;
const FINISHING: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content']);

/** Words of paths that name a resource; what is not here is an id and stays out of a name. */
const RESOURCES: ReadonlySet<string> = new Set(
  (
    'models files content batches cancel fine_tuning jobs checkpoints permissions events pause resume alpha graders ' +
    'run validate uploads parts complete vector_stores search file_batches threads messages runs steps ' +
    'submit_tool_outputs assistants containers conversations items evals output_items realtime sessions ' +
    'transcription_sessions client_secrets calls accept hangup refer reject skills versions chatkit videos remix ' +
    'chat completions responses input_items input_tokens compact organization projects users invites moderations ' +
    'admin_api_keys usage costs certificates service_accounts api_keys rate_limits audit_logs images audio'
  ).split(' '),
);

/** Method → path → operation. A joined key would have to be put together, and hashed, in each call. */
const remembered = new Map<string, Map<string, Operation>>();
const MAX_REMEMBERED = 500;
const MAX_METHODS = 20;

/**
 * @param method HTTP method in any case.
 * @param path path or URL; a query is ignored.
 */
export function operationOf(method: string, path: string): Operation {
  let byPath = remembered.get(method);
  if (byPath === undefined) {
    if (remembered.size >= MAX_METHODS) remembered.clear();
    byPath = new Map();
    remembered.set(method, byPath);
  }
  let operation = byPath.get(path);
  if (operation === undefined) {
    operation = read(method.toLowerCase(), path.replace(/[?#].*$/s, '').replace(/\/+$/, ''));
    if (byPath.size >= MAX_REMEMBERED) byPath.clear();
    byPath.set(path, operation);
  }
  return operation;
}

function read(method: string, path: string): Operation {
  if (method === 'post') {
    for (const [suffix, name] of INFERENCE) if (path.endsWith(suffix)) return asking(name, OPENAI);
    if (path.endsWith('/moderations')) return other('moderation');
    const embeds = COHERE_PATH.exec(path);
    if (embeds !== null) return asking(embeds[1] === undefined ? 'chat' : 'embeddings', COHERE);
    const byName = VERCEL_GATEWAY_PATH.exec(path);
    if (byName !== null) return asking(byName[1] === undefined ? 'chat' : 'embeddings', VERCEL_GATEWAY);
    if (MESSAGES.test(path)) return asking('chat', ANTHROPIC);
    const google = googleOperation(path);
    if (google !== undefined) return google;
  }
  if (method === 'get' && /\/responses\/[^/]+$/.test(path)) return other('fetch_response');
  const resource = path
    .split('/')
    .filter((segment) => RESOURCES.has(segment))
    .join('.');
  return other(resource === '' ? method : `${method} ${resource}`);
}

function googleOperation(path: string): Operation | undefined {
  const [, model = '', method = ''] = GOOGLE_METHOD.exec(path) ?? [];
  const row = Object.hasOwn(GOOGLE, method) ? GOOGLE[method] : undefined;
  if (row === undefined) return undefined;
  const [name, family] = row;
  // `count-tokens` stands in the place of a model, and `predict` is for models of every kind.
  const isAsked =
    family === ANTHROPIC
      ? path.includes('/publishers/anthropic/') && model !== 'count-tokens'
      : method !== 'predict' || /embedding/.test(model);
  return isAsked ? asking(name, family) : undefined;
}

const asking = (name: string, family: Family): Operation => ({
  name,
  inference: true,
  finishes: FINISHING.has(name),
  family,
});

const other = (name: string): Operation => ({ name, inference: false, finishes: false, family: OPENAI });
