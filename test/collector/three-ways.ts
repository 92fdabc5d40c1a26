import { type CollectorOptions, collectorConfig } from '@fuelgauge/collector-processor';
import { startCollector } from './collector.ts';
import { type ReadSpan, type ResourceSpans, readSpans, sendSpans } from './otlp.ts';

/** The same spans as three pipelines let them out, each in the order in which they were sent. */
export interface ThreeWays {
  /** Through a pipeline without the generated statements. */
  readonly control: readonly ReadSpan[];
  readonly once: readonly ReadSpan[];
  /** Through the generated statements and through a copy of them. */
  readonly twice: readonly ReadSpan[];
}

/** Sends spans into a Collector that has three pipelines. */
export async function threeWays(
  spans: readonly ResourceSpans[],
  options: CollectorOptions = { parts: ['classification'] },
): Promise<ThreeWays> {
  const generated = collectorConfig(options).processors;
  // Of the whole configuration only what works on spans.
  const traces = Object.entries(generated).filter(
    ([, body]) => typeof body === 'object' && 'trace_statements' in body,
  );
  const names = traces.map(([name]) => name);
  const copies = Object.fromEntries(traces.map(([name, body]) => [`${name}_again`, body]));
  const pipeline = (processors: readonly string[], exporter: string): object => ({
    receivers: ['otlp'],
    processors,
    exporters: [exporter],
  });
  const collector = await startCollector({
    config: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the Collector expands it
      receivers: { otlp: { protocols: { http: { endpoint: '${env:OTLP_HTTP}' } } } },
      processors: { ...Object.fromEntries(traces), ...copies },
      exporters: Object.fromEntries(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the Collector expands it
        WAYS.map((way) => [`file/${way}`, { path: `${'${env:OUTPUT_FILE}'}.${way}` }]),
      ),
      service: {
        pipelines: {
          'traces/control': pipeline([], 'file/control'),
          'traces/once': pipeline(names, 'file/once'),
          'traces/twice': pipeline([...names, ...Object.keys(copies)], 'file/twice'),
        },
      },
    },
  });
  try {
    for (let from = 0; from < spans.length; from += SPANS_A_REQUEST) {
      await sendSpans(collector.otlpHttp, spans.slice(from, from + SPANS_A_REQUEST));
    }
  } finally {
    await collector.stop();
  }
  const [control, once, twice] = WAYS.map((way) => readSpans(`${collector.outputFile}.${way}`));
  return { control: control!, once: once!, twice: twice! };
}

const WAYS = ['control', 'once', 'twice'] as const;
const SPANS_A_REQUEST = 250;
