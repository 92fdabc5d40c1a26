/** What happens to the metrics between the connector and the exporter. */
import {
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_USAGE_COST_CURRENCY,
  ATTR_LLM_CURRENCY,
  ATTR_SERVER_ADDRESS,
  METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
  METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
} from '@fuelgauge/semconv';
import type { ResolvedOptions } from '../options.ts';
import { all, text } from '../ottl/operands.ts';
import { ownName } from '../ottl/own-name.ts';
import { spanMetrics } from './connectors.ts';
import { setProviderOfHost } from './provider-hosts.ts';

/** One entry of `metric_statements` of the transform processor. */
export interface MetricStatementGroup {
  readonly context: 'resource' | 'datapoint';
  readonly conditions?: readonly string[];
  readonly statements: readonly string[];
}

/** Of all resource attributes these are left: Prometheus makes `job` of them. */
const RESOURCE_ATTRIBUTES: readonly string[] = ['service.name', 'service.namespace'];

/** What `signal_to_metrics` puts on a resource, under the connector's new and old name. */
const CONNECTOR_INSTANCE: readonly string[] = [
  'signal_to_metrics.service.instance.id',
  'signaltometrics.service.instance.id',
];

/** A variable that the Collector itself expands, when it reads its configuration. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the same
const HOST_NAME = '"${env:HOSTNAME:-}"';

/** Longest value of an attribute, in bytes. Names of models and hosts are shorter; a text that is no name is cut. */
const MAX_VALUE_LENGTH = 256;

const datapoint = (name: string): string => `datapoint.attributes[${text(name)}]`;
const resource = (name: string): string => `resource.attributes[${text(name)}]`;

const IS_OWN_METRIC = all(
  `metric.name != ${text(METRIC_GEN_AI_CLIENT_OPERATION_DURATION)}`,
  `metric.name != ${text(METRIC_GEN_AI_CLIENT_TOKEN_USAGE)}`,
);

/**
 * Makes each series one of this Collector's own: `job` and `instance` are all that Prometheus keeps of a resource, so
 * `service.instance.id` has to be the Collector's. `signal_to_metrics` says it; `count` does not, and there the host
 * name stands in, which in Kubernetes is the pod's. Written for a Collector to expand: not to be escaped.
 */
export function resourceGroup(options: ResolvedOptions): MetricStatementGroup {
  return { context: 'resource', statements: instance(options) };
}

/**
 * Makes each attribute what the SDK packages have. OTTL is unescaped here.
 *
 * Time: connectors stamp what they count with the time at which its batch began, so that two batches at once come out
 * of order, and what is out of order `delta_to_cumulative` drops. Behind a batch processor, which sends one batch
 * after another, the time of now is in order.
 */
export function datapointGroups(options: ResolvedOptions): readonly MetricStatementGroup[] {
  return [
    {
      context: 'datapoint',
      statements: [
        'set(datapoint.time, Now())',
        ...(options.temporality === 'delta'
          ? [
              // Datadog keeps one point a second of a series, and knows no instance unless it is a tag.
              `set(${datapoint('service.instance.id')}, ${resource('service.instance.id')}) where ${resource('service.instance.id')} != nil`,
            ]
          : []),
        ...(options.distribution === 'k8s' ? withoutEmpty(options) : []),
        rename(ATTR_GEN_AI_USAGE_COST_CURRENCY, ownName(ATTR_LLM_CURRENCY, options)),
        `delete_key(datapoint.attributes, ${text(ATTR_GEN_AI_USAGE_COST_CURRENCY)})`,
        `set(${datapoint(ATTR_GEN_AI_PROVIDER_NAME)}, ConvertCase(${datapoint(ATTR_GEN_AI_PROVIDER_NAME)}, "lower")) where IsString(${datapoint(ATTR_GEN_AI_PROVIDER_NAME)})`,
        `truncate_all(datapoint.attributes, ${MAX_VALUE_LENGTH})`,
      ],
    },
    {
      context: 'datapoint',
      conditions: [`${datapoint(ATTR_SERVER_ADDRESS)} != nil`],
      statements: [
        ...setProviderOfHost(datapoint(ATTR_GEN_AI_PROVIDER_NAME), datapoint(ATTR_SERVER_ADDRESS)),
        `delete_key(datapoint.attributes, ${text(ATTR_SERVER_ADDRESS)}) where ${IS_OWN_METRIC}`,
      ],
    },
    {
      context: 'datapoint',
      conditions: [IS_OWN_METRIC],
      statements: [`delete_key(datapoint.attributes, ${text(ATTR_GEN_AI_OPERATION_NAME)})`],
    },
  ];
}

function rename(from: string, to: string): string {
  return `set(${datapoint(to)}, ${datapoint(from)}) where ${datapoint(from)} != nil`;
}

function instance({ distribution }: ResolvedOptions): string[] {
  if (distribution === 'k8s') {
    return [
      keep(RESOURCE_ATTRIBUTES),
      `set(${resource('service.instance.id')}, ${HOST_NAME}) where ${HOST_NAME} != ""`,
    ];
  }
  return [
    keep([...RESOURCE_ATTRIBUTES, ...CONNECTOR_INSTANCE]),
    ...CONNECTOR_INSTANCE.flatMap((name) => [
      `set(${resource('service.instance.id')}, ${resource(name)}) where ${resource(name)} != nil`,
      `delete_key(resource.attributes, ${text(name)})`,
    ]),
  ];
}

const keep = (names: readonly string[]): string =>
  `keep_keys(resource.attributes, [${names.map(text).join(', ')}])`;

/** `count` gives an empty text to what a span does not say. */
const withoutEmpty = (options: ResolvedOptions): string[] =>
  spanMetrics(options)
    .flatMap(({ attributes }) => attributes.filter(({ optional }) => optional).map(({ key }) => key))
    .map((key) => `delete_key(datapoint.attributes, ${text(key)}) where ${datapoint(key)} == ""`);
