/** What the dashboards' expressions are made of, for one set of options. */
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
  ATTR_LLM_LIMIT_KIND,
  ATTR_LLM_LIMIT_WINDOW,
  METRICS,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { type HistogramSeries, matcher, prometheusLabel, prometheusNames, selector } from '../rules/names.ts';

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
  limitKind: ATTR_LLM_LIMIT_KIND,
  limitWindow: ATTR_LLM_LIMIT_WINDOW,
} as const;

export type Word = keyof typeof ATTRIBUTES;

/** Which dashboard variable narrows which label. All is `.*`, which also matches a series without the label. */
export const VARIABLES = ['provider', 'account', 'model'] as const satisfies readonly Word[];

export interface Words {
  readonly options: ResolvedOptions;
  /** Label names, as the user's Prometheus has them. */
  readonly label: Readonly<Record<Word, string>>;
  /**
   * A selector of one metric, or of several that mean the same, narrowed by those variables whose label they carry.
   * @param matchers besides.
   */
  raw(metrics: string | readonly string[], matchers?: readonly string[], series?: HistogramSeries): string;
  /** A selector of a recorded series that carries these labels. */
  recorded(name: string, labels: readonly Word[], matchers?: readonly string[]): string;
  /** Names of the metrics of ours that carry a label; those of the conventions can be somebody else's. */
  carriers(word: Word): readonly string[];
}

export function words(options: ResolvedOptions): Words {
  const label = Object.fromEntries(
    Object.entries(ATTRIBUTES).map(([word, attribute]) => {
      const name = prometheusLabel(attribute);
      return [word, options.labels[name] ?? name];
    }),
  ) as Words['label'];
  const job = options.job === undefined ? [] : [matcher('job', '=~', options.job)];
  const variables = (carried: (word: Word) => boolean): string[] =>
    VARIABLES.filter(carried).map((word) => `${label[word]}=~"$${word}"`);
  return {
    options,
    label,
    raw: (metrics, matchers = [], series) => {
      const names = [metrics].flat();
      const narrowed = variables((word) => names.every((name) => carries(name, word)));
      return selector(names, [...job, ...narrowed, ...matchers], series);
    },
    recorded: (name, labels, matchers = []) =>
      `${name}{${[...variables((word) => labels.includes(word)), ...matchers].join(', ')}}`,
    carriers: (word) =>
      METRICS.filter(({ name }) => name.startsWith('llm.') && carries(name, word)).flatMap(({ name }) =>
        prometheusNames(name),
      ),
  };
}

const carries = (metric: string, word: Word): boolean =>
  METRICS.some(({ name, attributes }) => name === metric && attributes.includes(ATTRIBUTES[word]));
