import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type OpenAI from 'openai';
import type { Registered } from './telemetry.ts';
import { OURS, type Variant } from './variants.ts';
import { ACCOUNT, chat, stream } from './work.ts';

const COST = 'gen_ai.usage.cost.amount';

/**
 * Makes a call and a stream and looks at the spans: a variant that recorded nothing has no cost to compare.
 *
 * @throws {Error} saying which variant recorded what instead.
 */
export async function checkRecording(
  variant: Variant,
  registered: Registered,
  client: OpenAI,
): Promise<void> {
  for (const [name, work] of Object.entries({ call: chat, stream })) {
    const spans = await registered.spansOf(() => work(client));
    const wanted = variant.scope === undefined ? [] : [variant.scope];
    const scopes = spans.map((span) => span.instrumentationScope.name);
    if (scopes.join() !== wanted.join()) {
      throw new Error(
        `${variant.name}: a ${name} must end ${wanted.length} span(s) of ${variant.scope ?? 'nobody'}, ` +
          `but ended ${scopes.length} of [${[...new Set(scopes)].join(', ')}]: its figures would mean nothing`,
      );
    }
    if (variant.name === OURS) checkOurs(name, spans[0]!);
    else if (spans[0]?.attributes['llm.account.id'] !== undefined)
      throw new Error(`${variant.name}: fuelgauge wrote to its span, so its figures would be of both`);
  }
}

/**
 * That every one of the measured calls ended a span, and not only those that were looked at.
 *
 * @throws {Error} saying which variant ended how many.
 */
export function checkCount(variant: string, work: string, ended: number, times: number): void {
  if (ended !== times)
    throw new Error(
      `${variant}: ${times} times a ${work} ended ${ended} spans: its figures would mean nothing`,
    );
}

function checkOurs(name: string, { attributes }: ReadableSpan): void {
  const cost = attributes[COST];
  if (typeof cost !== 'number' || cost <= 0)
    throw new Error(`fuelgauge: the span of a ${name} bears no cost (${COST} is ${String(cost)})`);
  const account = attributes['llm.account.id'];
  if (account !== ACCOUNT)
    throw new Error(`fuelgauge: the span of a ${name} bears the account ${String(account)}, not ${ACCOUNT}`);
}
