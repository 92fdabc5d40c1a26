/** The labels and selectors of one set of options: what every expression is made of. */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOKEN_TYPE,
  ATTR_LLM_ACCOUNT_ID,
  ATTR_LLM_BALANCE_KIND,
  ATTR_LLM_CURRENCY,
  ATTR_LLM_ERROR_CATEGORY,
  ATTR_LLM_ERROR_OWNER,
  ATTR_LLM_ERROR_UPSTREAM,
} from '@fuelgauge/semconv';
import { type HistogramSeries, matcher, prometheusLabel, selector } from './names.ts';

const ATTRIBUTES = {
  provider: ATTR_GEN_AI_PROVIDER_NAME,
  model: ATTR_GEN_AI_REQUEST_MODEL,
  tokenType: ATTR_GEN_AI_TOKEN_TYPE,
  account: ATTR_LLM_ACCOUNT_ID,
  currency: ATTR_LLM_CURRENCY,
  kind: ATTR_LLM_BALANCE_KIND,
  category: ATTR_LLM_ERROR_CATEGORY,
  owner: ATTR_LLM_ERROR_OWNER,
  upstream: ATTR_LLM_ERROR_UPSTREAM,
} as const;

export interface Vocabulary {
  /** Label names, as the user's Prometheus has them. */
  readonly label: Readonly<Record<keyof typeof ATTRIBUTES, string>>;
  /** Raw series of metrics in all their name forms, of the jobs that the user chose. */
  raw(metrics: string | readonly string[], matchers?: readonly string[], series?: HistogramSeries): string;
}

/**
 * @param labels our label names to the user's, where they differ.
 * @param job regular expression that the `job` label of raw series must match; any where undefined.
 */
export function vocabulary(labels: Readonly<Record<string, string>>, job: string | undefined): Vocabulary {
  const own = (attribute: string): string => {
    const name = prometheusLabel(attribute);
    return labels[name] ?? name;
  };
  const label = Object.fromEntries(
    Object.entries(ATTRIBUTES).map(([word, attribute]) => [word, own(attribute)]),
  ) as Vocabulary['label'];
  const ofJob = job === undefined ? [] : [matcher('job', '=~', job)];
  return {
    label,
    raw: (metrics, matchers = [], series) => selector(metrics, [...ofJob, ...matchers], series),
  };
}
