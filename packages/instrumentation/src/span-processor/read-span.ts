import type { ClassifyInput } from '@fuelgauge/errors';
import { normalizeUsage, type Usage } from '@fuelgauge/pricing';
import { ATTR_ERROR_TYPE } from '@fuelgauge/semconv';
import { SpanStatusCode } from '@opentelemetry/api';
import { nameOf } from '../call/result.ts';
import type { Target, Targets } from '../call/target.ts';
import {
  CACHE_READ_TOKENS,
  CACHE_WRITE_TOKENS,
  HOST,
  INPUT_TOKENS,
  OUTPUT_TOKENS,
  PORT,
  PROVIDER,
  REASONING_TOKENS,
  REQUEST_MODEL,
  RESPONSE_MODEL,
  STATUS_CODE,
  URL_OF_CALL,
} from './attribute-names.ts';
import type { EndedSpan } from './ended-span.ts';
import { providerNamed, usualHostOf } from './provider-name.ts';

type Attributes = EndedSpan['attributes'];

/** A model's call, as somebody else's span tells it. */
export interface SpanCall {
  readonly target: Target;
  /** Where it went, as far as that is known: for verdicts and prices. */
  readonly url: string | undefined;
  readonly model: string | undefined;
  readonly responseModel: string | undefined;
  readonly usage: Usage | undefined;
  /** What is known of its failure; undefined when it did not fail. */
  readonly failure: ClassifyInput | undefined;
}

export function readSpan(span: EndedSpan, targets: Targets): SpanCall {
  const { attributes } = span;
  const { target, url } = whereTo(attributes, targets);
  return {
    target,
    url,
    model: name(attributes, REQUEST_MODEL),
    responseModel: name(attributes, RESPONSE_MODEL),
    usage: usageOf(attributes),
    failure: failureOf(span, url),
  };
}

function text(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** What goes into metrics, and must be no text. */
const name = (attributes: Attributes, names: readonly string[]): string | undefined =>
  nameOf(text(attributes, names));

function number(attributes: Attributes, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = attributes[name];
    const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof count === 'number' && Number.isFinite(count)) return count;
  }
  return undefined;
}

/** The host says more than the name: many call everything `openai` that speaks its API. */
function whereTo(attributes: Attributes, targets: Targets): { target: Target; url: string | undefined } {
  const named = name(attributes, PROVIDER);
  const provider = named === undefined ? undefined : providerNamed(named);
  const given = urlOf(attributes);
  const called = given === undefined ? undefined : targets.of(given);
  const target: Target = called?.known
    ? called
    : {
        provider: provider ?? called?.provider ?? 'unknown',
        address: called?.address ?? '',
        port: called?.port ?? 0,
        known: provider !== undefined,
      };
  const usual = provider === undefined ? undefined : usualHostOf(provider);
  return { target, url: given ?? (usual === undefined ? undefined : `https://${usual}`) };
}

function urlOf(attributes: Attributes): string | undefined {
  const url = text(attributes, URL_OF_CALL);
  if (url !== undefined && URL.canParse(url)) return url;
  const host = text(attributes, HOST);
  if (host === undefined) return undefined;
  // Some write the whole base URL in its place.
  if (host.includes('://')) return URL.canParse(host) ? host : undefined;
  const port = number(attributes, PORT);
  const built = port === undefined || port === 443 ? `https://${host}` : `https://${host}:${port}`;
  return URL.canParse(built) ? built : undefined;
}

function usageOf(attributes: Attributes): Usage | undefined {
  const inputTokens = number(attributes, INPUT_TOKENS);
  const outputTokens = number(attributes, OUTPUT_TOKENS);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const cacheReadTokens = number(attributes, CACHE_READ_TOKENS);
  const cacheWriteTokens = number(attributes, CACHE_WRITE_TOKENS);
  const cached = (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0);
  return normalizeUsage({
    // More cached tokens than tokens: this maker counts them beside the input, as Anthropic does.
    inputTokens: inputTokens !== undefined && cached > inputTokens ? inputTokens + cached : inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens: number(attributes, REASONING_TOKENS),
  });
}

function failureOf(span: EndedSpan, url: string | undefined): ClassifyInput | undefined {
  const { attributes, status } = span;
  const type = text(attributes, [ATTR_ERROR_TYPE]);
  const exception = span.events.findLast((event) => event.name === 'exception')?.attributes;
  // An exception that was handled is an event too; the span's status or its `error.type` says that it failed.
  if (status.code !== SpanStatusCode.ERROR && type === undefined) return undefined;
  const thrown = text(exception ?? {}, ['exception.type']);
  const message = text(exception ?? {}, ['exception.message']) ?? status.message;
  const code = number(attributes, STATUS_CODE) ?? numberIn(type);
  return {
    baseUrl: url,
    status: code,
    ...(thrown === undefined && type === undefined
      ? { message }
      : { error: { name: thrown ?? type, message, ...(numberIn(type) === undefined && { code: type }) } }),
  };
}

/** The conventions let the status stand for the type of an error. */
const numberIn = (type: string | undefined): number | undefined =>
  type !== undefined && /^[1-5]\d\d$/.test(type) ? Number(type) : undefined;
