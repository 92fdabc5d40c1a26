import { type CollectorOptions, collectorConfig } from '@fuelgauge/collector-processor';
import { type StartOptions, startCollector } from './collector.ts';
import {
  type PlainAttributes,
  type ResourceSpans,
  readSpans,
  resourceSpans,
  sendSpans,
  span,
} from './otlp.ts';
import type { Row } from './styles/row.ts';
import type { Style } from './styles/style.ts';

/** A verdict as `fuelgauge-explain --jsonl` prints it; what is not known is null. */
export interface VerdictLine {
  readonly id: unknown;
  readonly category: string;
  readonly owner: string;
  readonly upstream: string | null;
  readonly retryable: boolean;
  readonly retry_after: number | null;
  readonly remedy: string;
  readonly rule: string;
}

/** A pipeline of its own for the generated statements: OTLP in, a file out. */
export function classifyingConfig(options: CollectorOptions = {}): StartOptions['config'] {
  const generated = collectorConfig({ ...options, parts: ['classification'] });
  const pipeline = {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the Collector expands it
    receivers: { otlp: { protocols: { http: { endpoint: '${env:OTLP_HTTP}' } } } },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the Collector expands it
    exporters: { file: { path: '${env:OUTPUT_FILE}' } },
    service: {
      pipelines: {
        traces: { receivers: ['otlp'], processors: Object.keys(generated.processors), exporters: ['file'] },
      },
    },
  };
  return [pipeline, generated];
}

/** Spans in one request: well under the receiver's 20 MiB. */
const SPANS_A_REQUEST = 250;

/** A failed call, and the library whose span it comes as. */
export interface StyledRow {
  readonly row: Row;
  readonly style: Style;
}

/**
 * Sends each row through a real Collector, as the span that the library makes of it.
 * @returns the verdict on each, in their order; undefined where the span came out without one.
 * @throws {Error} when there is no Collector, or it does not take or give out every span.
 */
export async function collectorVerdicts(
  rows: readonly StyledRow[],
  options: { readonly binary?: string; readonly config?: StartOptions['config'] } = {},
): Promise<(VerdictLine | undefined)[]> {
  const collector = await startCollector({
    config: options.config ?? classifyingConfig(),
    ...(options.binary === undefined ? {} : { binary: options.binary }),
  });
  try {
    for (let from = 0; from < rows.length; from += SPANS_A_REQUEST) {
      const part = rows.slice(from, from + SPANS_A_REQUEST);
      await sendSpans(
        collector.otlpHttp,
        part.map((row, at) => asSpan(row, from + at)),
      );
    }
  } finally {
    await collector.stop();
  }
  const attributesOf = new Map(readSpans(collector.outputFile).map((out) => [out.spanId, out.attributes]));
  return rows.map(({ row }, at) => {
    const attributes = attributesOf.get(spanId(at));
    if (attributes === undefined) {
      throw new Error(`row ${at + 1} did not come out of the Collector\n${collector.log().slice(-4_000)}`);
    }
    return verdictOf(row.id ?? null, attributes);
  });
}

function asSpan({ row, style }: StyledRow, at: number): ResourceSpans {
  const { scope, span: words } = style.span(row);
  return resourceSpans([span({ ...words, spanId: spanId(at) })], {
    scope,
    resource: { 'service.name': 'styled' },
  });
}

/** Tells the rows apart, whose own ids may repeat. */
function spanId(at: number): string {
  return (at + 1).toString(16).padStart(16, '0');
}

function verdictOf(id: unknown, attributes: PlainAttributes): VerdictLine | undefined {
  const get = (name: string): unknown => attributes[`llm.error.${name}`];
  const category = get('category');
  if (category === undefined) return undefined;
  return {
    id,
    category: String(category),
    owner: String(get('owner')),
    upstream: (get('upstream') as string | undefined) ?? null,
    retryable: get('retryable') === true,
    retry_after: (get('retry_after') as number | undefined) ?? null,
    remedy: String(get('remedy')),
    rule: String(get('rule')),
  };
}
