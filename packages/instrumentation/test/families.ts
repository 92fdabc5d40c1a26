/** Answers as the providers document them, with fake ids, and a fetch that gives them. */
import { FetchInstrumentation, type FuelgaugeConfig } from '@fuelgauge/instrumentation';
import type { Telemetry } from './telemetry.ts';

/** Instruments a fetch that answers everything with `answer`; no network. */
export function answering(
  telemetry: Telemetry,
  answer: (init: RequestInit | undefined) => Response | Promise<Response>,
  config: FuelgaugeConfig = {},
): typeof fetch {
  const instrumentation = new FetchInstrumentation({ ...config, enabled: false });
  instrumentation.setTracerProvider(telemetry.tracerProvider);
  instrumentation.setMeterProvider(telemetry.meterProvider);
  instrumentation.isEnabled = () => true;
  return instrumentation.wrap((async (_input: unknown, init?: RequestInit) => answer(init)) as typeof fetch);
}

/** A stream in pieces of `size` bytes; `cut` breaks it off behind that many bytes, with an error. */
export function streamOf(
  text: string,
  {
    type = 'text/event-stream',
    size = 64,
    cut = Number.POSITIVE_INFINITY,
    onCancel = undefined as (() => void) | undefined,
  } = {},
): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= cut) controller.error(new TypeError('terminated'));
        else if (at >= bytes.length) controller.close();
        else controller.enqueue(bytes.slice(at, Math.min(at + size, cut)));
        at += size;
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': type } });
}

export const sse = (events: readonly { readonly type?: unknown }[], named = true): string =>
  events
    .map((event) => `${named ? `event: ${String(event.type)}\n` : ''}data: ${JSON.stringify(event)}\n\n`)
    .join('');

/** Input and cache in the first event, output in the last, as at Anthropic. */
export const ANTHROPIC_EVENTS = [
  {
    type: 'message_start',
    message: {
      id: 'msg_fake0001',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [],
      stop_reason: null,
      usage: {
        input_tokens: 100,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 60,
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 50 },
        output_tokens: 1,
        service_tier: 'standard',
      },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'so {"type":"error"} far' } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { input_tokens: null, cache_read_input_tokens: 0, output_tokens: 25 },
  },
  { type: 'message_stop' },
];

export const geminiChunk = (more: object = {}): object => ({
  candidates: [{ content: { parts: [{ text: 'so "far" ] } [ {' }], role: 'model' }, index: 0 }],
  usageMetadata: { promptTokenCount: 50, totalTokenCount: 50 },
  modelVersion: 'gemini-2.5-flash',
  responseId: 'fake-response-1',
  ...more,
});

export const GEMINI_CHUNKS: readonly object[] = [
  geminiChunk(),
  geminiChunk(),
  geminiChunk({
    candidates: [{ content: { parts: [{ text: '.' }] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: {
      promptTokenCount: 50,
      cachedContentTokenCount: 20,
      candidatesTokenCount: 30,
      thoughtsTokenCount: 12,
      totalTokenCount: 92,
    },
  }),
];
