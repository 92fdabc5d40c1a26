import type { Advice } from './advice.ts';
import { NODE } from './judge-project.ts';
import type { Finding } from './report.ts';

/** What is put right by installing something, in one command. */
const INSTALLS: Readonly<Record<string, string>> = {
  'fuelgauge-missing': '@fuelgauge/instrumentation',
  'api-missing': '@opentelemetry/api',
  'api-too-old': '@opentelemetry/api@latest',
  'sdk-missing': '@opentelemetry/sdk-node',
  'openai-too-old': 'openai@latest',
};

/**
 * The one thing to do now: what everything else waits for first.
 *
 * @returns undefined when no finding asks for anything.
 */
export function nextStep(
  findings: readonly Finding[],
  { advice, install }: { readonly advice: Advice; readonly install: string },
): string | undefined {
  const problems = findings.filter(({ mark }) => mark === 'problem');
  const has = (id: string): boolean => problems.some((finding) => finding.id === id);
  if (has('node-too-old')) return `Run the application on Node ${NODE} or newer.`;
  const missing = [...new Set(problems.flatMap(({ id }) => INSTALLS[id] ?? []))];
  if (missing.length > 0) {
    const load = has('not-loaded') ? `; then in ${advice.where}: ${advice.line}` : '';
    return `${install} ${missing.join(' ')}${load}`;
  }
  if (has('not-loaded')) return `In ${advice.where}: ${advice.line}`;
  const first = problems[0] ?? findings.find(({ mark }) => mark === 'warning');
  if (first === undefined) return undefined;
  return first.detail === undefined ? `${first.text}.` : `${first.text}. ${first.detail}`;
}
