/** Endpoints that answer with something else than text: embeddings, images, audio, moderation, lists. */
import { countTokens, piecesOf, type Question } from './answer.ts';
import { type Call, fakeId, isJson, type Json, json, type Reply } from './call.ts';
import { sseData } from './delivery.ts';
import { PROVIDERS, type ProviderId } from './providers.ts';
import type { MultipartPart } from './request-log.ts';

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : [String(value ?? '')];

/** A question whose answer is no text, so that only the input is counted. */
export const inputQuestion = (request: Json): Question => ({
  promptText: strings(request.input ?? request.prompt).join('\n'),
  maxTokens: 0,
  tool: undefined,
  schema: undefined,
});

/** Vectors of four numbers. The official SDKs ask for base64 of little-endian floats unless told otherwise. */
export function embeddingsReply(call: Call): Reply {
  const { request } = call;
  const vector = Float32Array.of(0.25, -0.5, 0.75, 1);
  const embedding =
    request.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);
  const prompt = call.answer.tokens.prompt;
  return json({
    object: 'list',
    data: strings(request.input).map((_, index) => ({ object: 'embedding', index, embedding })),
    model: call.responseModel,
    usage: { prompt_tokens: prompt, total_tokens: prompt },
  });
}

const ONE_PIXEL_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';

export function imagesReply(call: Call): Reply {
  const input = call.answer.tokens.prompt;
  const count = typeof call.request.n === 'number' ? call.request.n : 1;
  const output = 272 * count;
  return json({
    created: call.created,
    background: 'opaque',
    data: Array.from({ length: count }, () => ({ b64_json: ONE_PIXEL_PNG })),
    output_format: 'png',
    quality: 'low',
    size: '1024x1024',
    usage: {
      input_tokens: input,
      input_tokens_details: { image_tokens: 0, text_tokens: input },
      output_tokens: output,
      total_tokens: input + output,
    },
  });
}

/** Sound that nobody can hear: an MP3 frame header and zeros. */
export const speechReply = (): Reply => ({
  kind: 'bytes',
  contentType: 'audio/mpeg',
  body: Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(8 * 1024)]),
});

const partOf = (body: unknown, name: string): MultipartPart['value'] | undefined =>
  Array.isArray(body) ? (body as MultipartPart[]).find((part) => part.name === name)?.value : undefined;

/** Model of a request, JSON or multipart. */
export function modelOf(body: unknown): string {
  const model = isJson(body) ? body.model : partOf(body, 'model');
  return typeof model === 'string' ? model : '';
}

export function transcriptionReply(call: Call, body: unknown): Reply {
  const text = call.answer.text;
  const output = countTokens(text);
  const usage = call.requestedModel.startsWith('whisper')
    ? { type: 'duration', seconds: 3 }
    : {
        type: 'tokens',
        input_tokens: 30,
        input_token_details: { text_tokens: 0, audio_tokens: 30 },
        output_tokens: output,
        total_tokens: 30 + output,
      };
  if (partOf(body, 'stream') !== 'true') return json({ text, usage });
  return {
    kind: 'stream',
    frames: [
      ...piecesOf(text, call.chunks).map((delta) => sseData({ type: 'transcript.text.delta', delta })),
      sseData({ type: 'transcript.text.done', text, usage }),
      sseData('[DONE]'),
    ],
  };
}

const MODERATION_CATEGORIES = ['harassment', 'hate', 'self-harm', 'sexual', 'violence'] as const;

export const moderationReply = (call: Call): Reply =>
  json({
    id: fakeId('modr-', call.serial),
    model: call.responseModel || 'omni-moderation-latest',
    results: strings(call.request.input).map(() => ({
      flagged: false,
      categories: Object.fromEntries(MODERATION_CATEGORIES.map((name) => [name, false])),
      category_scores: Object.fromEntries(MODERATION_CATEGORIES.map((name) => [name, 0.0001])),
      category_applied_input_types: Object.fromEntries(MODERATION_CATEGORIES.map((name) => [name, ['text']])),
    })),
  });

const modelObject = (id: string, provider: ProviderId): Json => ({
  id,
  object: 'model',
  created: 1_750_000_000,
  owned_by: provider,
});

/** `GET /models` and `GET /models/{id}`. */
export function modelsReply(path: string, provider: ProviderId): Reply {
  const id = path.slice('/models'.length).replace(/^\//, '');
  if (id) return json(modelObject(decodeURIComponent(id), provider));
  return json({
    object: 'list',
    data: PROVIDERS[provider].models.map((model) => modelObject(model, provider)),
  });
}

/** `POST /files` (multipart) and `GET /files`. */
export function filesReply(method: string, body: unknown, created: number): Reply {
  if (method === 'GET') return json({ object: 'list', data: [], has_more: false });
  const file = partOf(body, 'file');
  return json({
    id: 'file-fake0000000000000001',
    object: 'file',
    bytes: isJson(file) ? file.bytes : 0,
    created_at: created,
    filename: isJson(file) ? file.filename : 'unnamed',
    purpose: partOf(body, 'purpose') ?? 'assistants',
    status: 'processed',
  });
}
