/** What a user may ask for, and how it is checked. */

/** Which Collector the configuration is for, and what of it is wanted. Everything has a default. */
export interface CollectorOptions {
  /**
   * `contrib` (default): otelcol-contrib and what is built from it. `k8s`: otelcol-k8s, which has `count` in place
   * of `signal_to_metrics`, so errors only, no cost and no histograms.
   */
  readonly distribution?: 'contrib' | 'k8s';
  /**
   * Names of components. `new` (default): `signal_to_metrics`, `delta_to_cumulative`; `old`: `signaltometrics`,
   * `deltatocumulative`, for Collectors before them (contrib before 0.146, and before 0.158 for the second).
   */
  readonly names?: 'new' | 'old';
  /** First part of the names that are fuelgauge's own. Default `llm`. Dotted lower-case words. */
  readonly attributePrefix?: string;
  /**
   * What to generate. Default: everything that the distribution can, but for `normalizer`, which puts contrib's
   * `gen_ai_normalizer` (0.156 and later) first.
   */
  readonly parts?: readonly CollectorPart[];
  /** Characters of an error text that are looked at. Default 4096; 256 to 65536. */
  readonly maxTextLength?: number;
  /** `cumulative` (default) for Prometheus, `delta` for Datadog. */
  readonly temporality?: 'cumulative' | 'delta';
  /**
   * Ids of the metrics exporters, defined in the user's own configuration, that the metrics go to. Default: for
   * `cumulative` an exporter of the generated file's own, `prometheus/fuelgauge` (otelcol-k8s, which has none:
   * `otlp_http`); for `delta` `datadog`.
   */
  readonly exporters?: readonly string[];
  /**
   * Scopes (names of instrumentations; `*` at the end stands for any ending) that record `gen_ai.client.*` metrics
   * themselves: their spans go into neither the duration nor the token histogram. Default: those known to do so.
   * `[]`: count every span, where no service exports metrics of its own.
   */
  readonly metricsElsewhere?: readonly string[];
  /**
   * Whether spans that a gateway makes of the calls it passes on (LiteLLM's) are counted too. Default false: where
   * the services that call it are instrumented, every call is on a span of theirs already.
   */
  readonly countGateways?: boolean;
  /** A price list of one's own, for spans that tell tokens and no cost. Exact model name → price. Default: none. */
  readonly prices?: Readonly<Record<string, ModelPrice>>;
}

/** Money for a million tokens. */
export interface ModelPrice {
  /** For input tokens; 0 to 1000000. */
  readonly input: number;
  /** For output tokens; 0 to 1000000. */
  readonly output: number;
  /** For input tokens that were read from a cache. Default: as `input`. */
  readonly cacheRead?: number;
  /** ISO 4217. Default `USD`. */
  readonly currency?: string;
}

export const COLLECTOR_PARTS = [
  'classification',
  'errors',
  'cost',
  'duration',
  'tokens',
  'normalizer',
] as const;

/**
 * A piece of the configuration. `classification` puts verdicts on spans; `errors`, `cost`, `duration` and `tokens` are
 * metrics made of spans; `normalizer` is contrib's `gen_ai_normalizer`.
 *
 * @useDeclaredType
 */
export type CollectorPart = (typeof COLLECTOR_PARTS)[number];

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly distribution: 'contrib' | 'k8s';
  readonly names: 'new' | 'old';
  readonly attributePrefix: string;
  readonly parts: ReadonlySet<CollectorPart>;
  readonly maxTextLength: number;
  readonly temporality: 'cumulative' | 'delta';
  /** Undefined: the generated file defines an exporter of its own. */
  readonly exporters: readonly string[] | undefined;
  readonly metricsElsewhere: readonly string[];
  readonly countGateways: boolean;
  readonly prices: ReadonlyMap<string, Required<ModelPrice>>;
}

const DISTRIBUTIONS = ['contrib', 'k8s'] as const;
const NAMES = ['new', 'old'] as const;
const TEMPORALITIES = ['cumulative', 'delta'] as const;
const OPTION_NAMES: readonly string[] = [
  'distribution',
  'names',
  'attributePrefix',
  'parts',
  'maxTextLength',
  'temporality',
  'exporters',
  'metricsElsewhere',
  'countGateways',
  'prices',
];

/** What `count` cannot do: sum an attribute, or measure. */
const CONTRIB_ONLY: readonly CollectorPart[] = ['cost', 'duration', 'tokens', 'normalizer'];

/**
 * Instrumentations that record `gen_ai.client.operation.duration` and `gen_ai.client.token.usage` by themselves, by the
 * scope of their spans; `*` stands for any ending. Python's of OpenTelemetry and OpenLLMetry share a beginning and
 * both record. Sources: opentelemetry-instrumentation-openai-v2 2.4b0, opentelemetry-util-genai 1.3b0, OpenLLMetry's
 * opentelemetry-instrumentation-{openai,anthropic,bedrock,langchain} 0.62.4, openlit 1.45.0 (each: `create_histogram`),
 * @opentelemetry/instrumentation-openai 0.22.0.
 */
export const KNOWN_METRICS_ELSEWHERE: readonly string[] = [
  'opentelemetry.instrumentation.*',
  'opentelemetry.util.genai.*',
  'openlit.*',
  '@opentelemetry/instrumentation-openai',
];

/** Component ids: a type, and a name after a slash. */
const COMPONENT_ID = /^[a-zA-Z][a-zA-Z0-9_]*(?:\/[^\s/][^\s]*)?$/;
const PREFIX = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/;
const CURRENCY = /^[A-Z]{3}$/;

/**
 * Checks options and fills in defaults.
 *
 * @throws {TypeError} naming the option and what it accepts.
 */
export function resolveOptions(options: CollectorOptions = {}): ResolvedOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrong('options', 'an object', options);
  }
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.includes(name)) {
      throw new TypeError(
        `fuelgauge: no option is called ${quoted(name)}; options are ${OPTION_NAMES.join(', ')}`,
      );
    }
  }
  const distribution = oneOf('distribution', options.distribution ?? 'contrib', DISTRIBUTIONS);
  const names = oneOf('names', options.names ?? 'new', NAMES);
  const temporality = oneOf('temporality', options.temporality ?? 'cumulative', TEMPORALITIES);
  return {
    distribution,
    names,
    attributePrefix: prefixOf(options.attributePrefix ?? 'llm'),
    parts: partsOf(options.parts, distribution),
    maxTextLength: lengthOf(options.maxTextLength ?? 4096),
    temporality,
    exporters: exportersOf(options.exporters, { distribution, names, temporality }),
    metricsElsewhere: texts('metricsElsewhere', options.metricsElsewhere ?? KNOWN_METRICS_ELSEWHERE),
    countGateways: flag('countGateways', options.countGateways ?? false),
    prices: pricesOf(options.prices ?? {}),
  };
}

function partsOf(
  parts: readonly CollectorPart[] | undefined,
  distribution: ResolvedOptions['distribution'],
): ReadonlySet<CollectorPart> {
  if (parts === undefined) {
    return new Set(
      COLLECTOR_PARTS.filter(
        (part) => part !== 'normalizer' && (distribution === 'contrib' || !CONTRIB_ONLY.includes(part)),
      ),
    );
  }
  if (!Array.isArray(parts) || parts.length === 0) {
    throw wrong('parts', `a list of at least one of ${COLLECTOR_PARTS.join(', ')}`, parts);
  }
  for (const part of parts) {
    oneOf('parts', part, COLLECTOR_PARTS);
    if (distribution === 'k8s' && CONTRIB_ONLY.includes(part)) {
      throw new TypeError(
        `fuelgauge: parts: otelcol-k8s cannot do ${quoted(part)}; with distribution "k8s" parts are classification, errors`,
      );
    }
  }
  return new Set(parts);
}

function prefixOf(prefix: unknown): string {
  if (typeof prefix === 'string' && prefix.length <= 64 && PREFIX.test(prefix)) {
    if (prefix === 'gen_ai' || prefix.startsWith('gen_ai.')) {
      throw wrong('attributePrefix', 'no prefix of the OpenTelemetry conventions (gen_ai)', prefix);
    }
    return prefix;
  }
  throw wrong(
    'attributePrefix',
    'dotted lower-case words (letters, digits, _), at most 64 characters, like "llm" or "acme.llm"',
    prefix,
  );
}

function lengthOf(length: unknown): number {
  if (typeof length === 'number' && Number.isInteger(length) && length >= 256 && length <= 65_536)
    return length;
  throw wrong('maxTextLength', 'a whole number from 256 to 65536', length);
}

function exportersOf(
  exporters: readonly string[] | undefined,
  { distribution, names, temporality }: Pick<ResolvedOptions, 'distribution' | 'names' | 'temporality'>,
): readonly string[] | undefined {
  if (exporters === undefined) {
    if (temporality === 'delta') return ['datadog'];
    if (distribution === 'contrib') return undefined;
    return [names === 'new' ? 'otlp_http' : 'otlphttp'];
  }
  const accepted = 'a list of one or more ids of exporters, like "prometheus" or "otlp_http/mimir"';
  if (!Array.isArray(exporters) || exporters.length === 0) throw wrong('exporters', accepted, exporters);
  for (const id of exporters) {
    if (typeof id !== 'string' || !COMPONENT_ID.test(id)) throw wrong('exporters', accepted, id);
  }
  return [...new Set(exporters)];
}

function pricesOf(prices: unknown): ReadonlyMap<string, Required<ModelPrice>> {
  if (typeof prices !== 'object' || prices === null || Array.isArray(prices)) {
    throw wrong('prices', 'an object of model name → { input, output, cacheRead?, currency? }', prices);
  }
  return new Map(Object.entries(prices).map(([model, price]) => [model, priceOf(model, price)]));
}

function priceOf(model: string, price: unknown): Required<ModelPrice> {
  const at = `prices[${quoted(model)}]`;
  if (model === '' || model.length > 256) throw wrong('prices', 'model names of 1 to 256 characters', model);
  if (typeof price !== 'object' || price === null || Array.isArray(price)) {
    throw wrong(at, 'an object of input, output, cacheRead?, currency?', price);
  }
  const { input, output, cacheRead = input, currency = 'USD', ...rest } = price as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    throw new TypeError(
      `fuelgauge: ${at} has no member ${quoted(unknown)}; members are input, output, cacheRead, currency`,
    );
  }
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) {
    throw wrong(`${at}.currency`, 'an ISO 4217 code, like "USD"', currency);
  }
  return {
    input: money(`${at}.input`, input),
    output: money(`${at}.output`, output),
    cacheRead: money(`${at}.cacheRead`, cacheRead),
    currency,
  };
}

function money(name: string, amount: unknown): number {
  if (typeof amount === 'number' && amount >= 0 && amount <= 1e6) return amount;
  throw wrong(name, 'money for a million tokens, a number from 0 to 1000000', amount);
}

function texts(name: string, values: unknown): readonly string[] {
  if (Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== ''))
    return values;
  throw wrong(name, 'a list of texts', values);
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
}

function oneOf<T extends string>(name: string, value: unknown, accepted: readonly T[]): T {
  if (accepted.includes(value as T)) return value as T;
  throw wrong(name, `one of ${accepted.join(', ')}`, value);
}

const quoted = (value: unknown): string => {
  const text = jsonOf(value) ?? (typeof value === 'object' ? 'an object' : String(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const wrong = (name: string, accepted: string, value: unknown): TypeError =>
  new TypeError(`fuelgauge: ${name} must be ${accepted}; got ${quoted(value)}`);

/** Undefined for what JSON cannot say: a cycle, a BigInt, a function. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
