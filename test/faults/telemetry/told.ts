import type { LedgerEntry } from './ledger.ts';

const ERROR = 2;

/**
 * What a span tells of how its call ended, in one line: `ok` or category, owner and `error.type`; finish reasons;
 * attempts where there were several, with the events of the retries.
 */
export function toldBy({
  attributes,
  status,
  events,
}: Pick<LedgerEntry, 'attributes' | 'status' | 'events'>): string {
  const said = (name: string): string => String(attributes[name] ?? '–');
  const failed = attributes['error.type'] !== undefined || status === ERROR;
  const words = failed ? [said('llm.error.category'), said('llm.error.owner'), said('error.type')] : ['ok'];
  const reasons = attributes['gen_ai.response.finish_reasons'];
  if (Array.isArray(reasons)) words.push(`(${reasons.join(', ')})`);
  if (attributes['gen_ai.usage.output_tokens'] !== undefined) words.push('with usage');
  const retries = events.filter((name) => name === 'llm.call.retry').length;
  if (attributes['llm.call.attempts'] !== undefined || retries > 0) {
    words.push(`after ${said('llm.call.attempts')} attempts, ${retries} retries`);
  }
  if (failed !== (status === ERROR)) words.push(`status ${status}!`);
  return words.join(' ');
}
