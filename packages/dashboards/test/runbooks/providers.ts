/** The table of docs/runbooks/providers.md, from docs/runbooks/providers.yaml. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** Columns that a provider's page can be silent about. */
export const FACTS = ['console', 'minimum', 'effect', 'auto'] as const;

export type Fact = (typeof FACTS)[number];

export interface ProviderRow extends Readonly<Partial<Record<Fact, string>>> {
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  readonly name: string;
  /** Facts for which no page of the provider's own was found. */
  readonly secondHand?: readonly Fact[];
  /** Traps. */
  readonly notes?: string;
  readonly sources: readonly string[];
  /** Day on which the sources were read: `2026-11-21`. */
  readonly read: string;
}

const FOLDER = new URL('../../../../docs/runbooks/', import.meta.url);

export const PROVIDERS_PAGE: URL = new URL('providers.md', FOLDER);

export async function providerRows(): Promise<readonly ProviderRow[]> {
  return parse(await readFile(new URL('providers.yaml', FOLDER), 'utf8'));
}

const TITLES: Readonly<Record<Fact, string>> = {
  console: 'where to pay',
  minimum: 'minimum',
  effect: 'works again',
  auto: 'auto-recharge',
};

/** The whole page. */
export function providersPage(rows: readonly ProviderRow[]): string {
  const header = ['provider', ...FACTS.map((fact) => TITLES[fact]), 'beware', 'source, read'];
  return [
    '<!-- Written from providers.yaml by packages/dashboards/test/runbooks/write-providers.ts -->',
    '# Providers: where to pay, how little, how long',
    '',
    '**Pay at the provider that the alert names, then wait as long as this table says before you look for another cause.**',
    '',
    '*unverified*: the pages that we read do not say it. †: from a page that is not the provider’s own. Prices and',
    'pages change; what the console asks of you counts.',
    '',
    row(header),
    row(header.map(() => '---')),
    ...rows.map((one) =>
      row([
        `${one.name} (\`${one.provider}\`)`,
        ...FACTS.map((fact) => cell(one, fact)),
        one.notes ?? '',
        `${one.sources.map((url, index) => `[${index + 1}](${url})`).join(' ') || '*none*'}, ${one.read}`,
      ]),
    ),
    '',
    'Of the other providers that the balance exporter reads nothing could be verified: look into their consoles.',
    'At the clouds (Azure OpenAI, Bedrock, Vertex AI, Alibaba, Volcengine, Tencent) the account is the cloud’s own.',
    '',
  ].join('\n');
}

function cell(one: ProviderRow, fact: Fact): string {
  const text = one[fact];
  if (text === undefined) return '*unverified*';
  const shown = /^https?:/.test(text) ? `<${text}>` : text;
  return one.secondHand?.includes(fact) ? `${shown} †` : shown;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
