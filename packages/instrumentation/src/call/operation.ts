import type { Family } from '../families/family.ts';
import { OPENAI } from '../families/openai.ts';

/** What a request does, from its method and path. */
export interface Operation {
  /** `gen_ai.operation.name`: the conventions' value where one applies, else method and resource. */
  readonly name: string;
  /** True where a model runs, so that a price is to be expected. */
  readonly inference: boolean;
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

const remembered = new Map<string, Operation>();
const MAX_REMEMBERED = 500;

/**
 * @param method HTTP method in any case.
 * @param path path or URL; a query is ignored.
 */
export function operationOf(method: string, path: string): Operation {
  const key = `${method} ${path}`;
  let operation = remembered.get(key);
  if (operation === undefined) {
    operation = read(method.toLowerCase(), path.replace(/[?#].*$/s, '').replace(/\/+$/, ''));
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, operation);
  }
  return operation;
}

function read(method: string, path: string): Operation {
  if (method === 'post') {
    for (const [suffix, name] of INFERENCE)
      if (path.endsWith(suffix)) return { name, inference: true, family: OPENAI };
    if (path.endsWith('/moderations')) return { name: 'moderation', inference: false, family: OPENAI };
  }
  if (method === 'get' && /\/responses\/[^/]+$/.test(path))
    return { name: 'fetch_response', inference: false, family: OPENAI };
  const resource = path
    .split('/')
    .filter((segment) => RESOURCES.has(segment))
    .join('.');
  return { name: resource === '' ? method : `${method} ${resource}`, inference: false, family: OPENAI };
}
