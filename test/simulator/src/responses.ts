/** The Responses API: create, stream, background, retrieve, cancel. */
import { piecesOf, type Question } from './answer.ts';
import { type Call, fakeId, isJson, type Json, json, listOf, type Reply } from './call.ts';
import { sseData } from './delivery.ts';
import type { JsonSchema } from './schema-sample.ts';
import { responsesUsage } from './usage.ts';

type Status = 'queued' | 'in_progress' | 'completed' | 'failed' | 'incomplete' | 'cancelled';

const textOfItem = (item: Json): string =>
  typeof item.content === 'string'
    ? item.content
    : [...listOf(item.content).map((part) => part.text), item.output]
        .filter((text) => typeof text === 'string')
        .join('');

export function responsesQuestion(request: Json): Question {
  const { input, text } = request;
  const items = listOf(input);
  const answered = items.some((item) => item.type === 'function_call_output');
  const tool =
    answered || request.tool_choice === 'none'
      ? undefined
      : listOf(request.tools).find((candidate) => candidate.type === 'function');
  const format = isJson(text) && isJson(text.format) ? text.format : undefined;
  const limit = request.max_output_tokens;
  return {
    promptText: typeof input === 'string' ? input : items.map(textOfItem).join('\n'),
    maxTokens: typeof limit === 'number' ? limit : undefined,
    tool: tool && { name: String(tool.name), parameters: (tool.parameters ?? {}) as JsonSchema },
    schema:
      format?.type === 'json_schema'
        ? ((format.schema ?? {}) as JsonSchema)
        : format?.type === 'json_object'
          ? { type: 'object', properties: { answer: { type: 'string' } } }
          : undefined,
  };
}

const responseId = (call: Call): string => fakeId('resp_', call.serial);

/** The one item of the output: a message, or a function call. `text` and `status` as far as it has come. */
function outputItem(call: Call, status: 'in_progress' | 'completed', text: string): Json {
  const tool = call.answer.toolCall;
  if (tool)
    return {
      id: fakeId('fc_', call.serial),
      type: 'function_call',
      status,
      arguments: text,
      call_id: tool.id,
      name: tool.name,
    };
  return {
    id: fakeId('msg_', call.serial),
    type: 'message',
    status,
    content: status === 'in_progress' ? [] : [textPart(text)],
    role: 'assistant',
  };
}

const textPart = (text: string): Json => ({ type: 'output_text', annotations: [], logprobs: [], text });

function responseObject(call: Call, status: Status): Json {
  const { request, answer } = call;
  const done = status === 'completed' || status === 'incomplete';
  const text = answer.toolCall?.arguments ?? answer.text;
  const error = status === 'failed' ? call.failure?.error(call.context) : undefined;
  return {
    id: responseId(call),
    object: 'response',
    created_at: call.created,
    status,
    background: request.background === true,
    error: error ? { code: error.code, message: error.message } : null,
    incomplete_details:
      status === 'incomplete'
        ? { reason: call.answer.blocked ? 'content_filter' : 'max_output_tokens' }
        : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: request.metadata ?? {},
    model: call.responseModel,
    output: done ? [outputItem(call, 'completed', text)] : [],
    parallel_tool_calls: true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    service_tier: done ? 'default' : 'auto',
    store: request.store ?? true,
    temperature: 1,
    text: request.text ?? { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: done ? responsesUsage(call) : null,
    user: null,
  };
}

const finalStatus = (call: Call): Status =>
  call.failure
    ? 'failed'
    : call.answer.finishReason === 'length' || call.answer.blocked
      ? 'incomplete'
      : 'completed';

/** Events between `in_progress` and the end: the item opens, its text comes in pieces, the item closes. */
function itemEvents(call: Call): Json[] {
  const tool = call.answer.toolCall;
  const text = tool?.arguments ?? call.answer.text;
  const item_id = tool ? fakeId('fc_', call.serial) : fakeId('msg_', call.serial);
  const at = { item_id, output_index: 0 };
  const opened = {
    type: 'response.output_item.added',
    output_index: 0,
    item: outputItem(call, 'in_progress', ''),
  };
  const closed = {
    type: 'response.output_item.done',
    output_index: 0,
    item: outputItem(call, 'completed', text),
  };
  const pieces = piecesOf(text, call.chunks);
  if (tool)
    return [
      opened,
      ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, name: tool.name, arguments: text },
      closed,
    ];
  const inPart = { ...at, content_index: 0 };
  return [
    opened,
    { type: 'response.content_part.added', ...inPart, part: textPart('') },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...inPart, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...inPart, text, logprobs: [] },
    { type: 'response.content_part.done', ...inPart, part: textPart(text) },
    closed,
  ];
}

function lastEvent(call: Call): Json {
  const error = call.failure?.error(call.context);
  if (error && call.failure?.responses === 'error') return { type: 'error', error };
  if (error && call.failure?.responses === 'flat error') return { ...error, type: 'error' };
  const status = finalStatus(call);
  return { type: `response.${status}`, response: responseObject(call, status) };
}

function responseFrames(call: Call): string[] {
  const items = itemEvents(call);
  const events: Json[] = [
    { type: 'response.created', response: responseObject(call, 'in_progress') },
    ...(call.request.background === true
      ? [{ type: 'response.queued', response: responseObject(call, 'queued') }]
      : []),
    { type: 'response.in_progress', response: responseObject(call, 'in_progress') },
    ...(call.failure ? items.slice(0, Math.ceil(items.length / 2)) : items),
    lastEvent(call),
  ];
  return events.map((event, sequence_number) => sseData({ ...event, sequence_number }, String(event.type)));
}

/** Responses that can be retrieved later, by id. */
export type ResponseStore = Map<string, { readonly call: Call; cancelled: boolean }>;

export function createResponse(call: Call, store: ResponseStore): Reply {
  if (call.request.store !== false) store.set(responseId(call), { call, cancelled: false });
  if (call.request.stream === true) return { kind: 'stream', frames: responseFrames(call) };
  if (call.request.background === true) return json(responseObject(call, 'queued'));
  return json(responseObject(call, finalStatus(call)));
}

const STORED = /^\/responses\/([^/]+)(\/cancel)?$/;

/** Retrieve, stream again or cancel a stored response. Undefined: no such path or no such response. */
export function storedResponse(
  method: string,
  path: string,
  query: URLSearchParams,
  store: ResponseStore,
): Reply | undefined {
  const [, id, cancel] = STORED.exec(path) ?? [];
  const stored = id === undefined ? undefined : store.get(id);
  if (!stored) return undefined;
  if (cancel && method === 'POST') stored.cancelled = true;
  else if (method === 'DELETE') {
    store.delete(id!);
    return json({ id, object: 'response.deleted', deleted: true });
  } else if (method !== 'GET') return undefined;
  if (query.get('stream') === 'true') return { kind: 'stream', frames: responseFrames(stored.call) };
  return json(responseObject(stored.call, stored.cancelled ? 'cancelled' : finalStatus(stored.call)));
}
