import { describe, expect, it } from 'vitest';
import { dashboardFiles } from '../src/files.ts';
import { type DashboardsOptions, InvalidOptionError, resolveOptions } from '../src/options.ts';

const WRONG: readonly (readonly [keyof DashboardsOptions, unknown, string])[] = [
  ['parts', [], 'a list of grafana, prometheus, datadog, terraform'],
  ['parts', ['kibana'], 'a list of grafana, prometheus, datadog, terraform'],
  ['hoursLeft', 0, 'a number of hours above 0 and at most 168'],
  ['hoursLeft', 169, 'a number of hours above 0 and at most 168'],
  ['hoursLeft', Number.NaN, 'a number of hours above 0 and at most 168'],
  ['minimumBalance', -1, 'an amount of 0 or more'],
  ['minimumBalance', Number.POSITIVE_INFINITY, 'an amount of 0 or more'],
  ['currency', 'usd', 'an ISO 4217 code, such as USD'],
  ['currency', '$', 'an ISO 4217 code, such as USD'],
  ['upstreamLimitShare', 10, 'a share above 0 and at most 1'],
  ['spendFactor', 1, 'a factor above 1'],
  ['datasourceVariable', '$x', 'a variable name: letters, digits and _'],
  ['datasourceVariable', 'account', 'a variable name: letters, digits and _'],
  ['datasourceUid', 'a b', 'a uid of a data source'],
  ['job', 'a"} or {b="', 'a regular expression of job names, without quotes'],
  ['job', '', 'a regular expression of job names, without quotes'],
  ['labels', { llm_account: 'account' }, 'an object from label names of ours'],
  ['labels', { llm_account_id: 'account-id' }, 'an object from label names of ours'],
  ['job', 'llm-(', 'a regular expression of job names'],
  ['labels', { llm_account_id: 'llm_currency' }, 'each a name of its own'],
  ['labels', { llm_account_id: 'a', gen_ai_provider_name: 'a' }, 'each a name of its own'],
  ['labels', { llm_account_id: 'job' }, 'none that Prometheus sets itself'],
  ['labels', { llm_account_id: '__name__' }, 'none that Prometheus sets itself'],
  ['labels', ['llm_account_id'], 'an object from label names of ours'],
  ['channels', { fatal: '@slack-x' }, 'an object from critical, warning, info to a Datadog handle'],
  ['channels', { critical: 'slack-x' }, 'an object from critical, warning, info to a Datadog handle'],
  ['runbookBase', 'docs/runbooks', 'an http or https URL without a slash at its end'],
  ['runbookBase', 'https://example.test/', 'an http or https URL without a slash at its end'],
];

describe.each(WRONG)('%s = %j', (option, value, accepted) => {
  it('is refused, with the name of the option and what is accepted', () => {
    const read = (): unknown => resolveOptions({ [option]: value } as DashboardsOptions);
    expect(read).toThrow(InvalidOptionError);
    expect(read).toThrow(accepted);
    expect(read).toThrow(new RegExp(`^${option}: `));
  });
});

it('refuses an option that there is not', () => {
  expect(() => resolveOptions({ hours: 3 } as DashboardsOptions)).toThrow('only parts, hoursLeft,');
});

it('takes an option that is undefined as one that is left out', () => {
  expect(resolveOptions({ hoursLeft: undefined } as unknown as DashboardsOptions).hoursLeft).toBe(4);
});

it('lets two labels change their names', () => {
  const labels = { llm_account_id: 'llm_currency', llm_currency: 'llm_account_id' };
  expect(resolveOptions({ labels }).labels).toEqual(labels);
});

it('keeps the channels that are not given', () => {
  expect(resolveOptions({ channels: { info: '@slack-quiet' } }).channels).toEqual({
    critical: '@slack-llm-oncall',
    warning: '@slack-llm-alerts',
    info: '@slack-quiet',
  });
});

it.each(['grafana', 'prometheus', 'datadog', 'terraform'] as const)(
  'writes %s alone where only it is asked for',
  (part) => {
    const paths = Object.keys(dashboardFiles({ parts: [part] }));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => !path.startsWith(`${part}/`))).toEqual([]);
  },
);
