/** What Grafana puts in place of its variables, with All chosen everywhere. */
const VALUES: Readonly<Record<string, string>> = {
  __interval: '5m',
  __rate_interval: '5m',
  account: '.*',
  provider: '.*',
  model: '.*',
  by: 'gen_ai_provider_name',
};

/** @throws {Error} on a variable that no dashboard has. */
export const substituted = (expression: string): string =>
  expression.replace(/\$(\w+)/g, (_, name: string) => {
    const value = VALUES[name];
    if (value === undefined) throw new Error(`no variable is called ${name}`);
    return value;
  });
