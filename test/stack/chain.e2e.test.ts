import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Journey, travel } from './journey.ts';
import { ACCOUNTS, type MetricPath, SPEED } from './stack.ts';

/**
 * The chain as it is deployed, with real servers on this machine: a service with the one line, the balance exporter,
 * a Collector with the generated configuration, Prometheus with the shipped rules, Alertmanager, and a webhook in
 * place of the pager. Simulated are the LLM services, and the clock of the rules, which runs sixty times faster
 * (accelerate.ts says how): a minute of theirs is a second here. Once with scrapes, once with OTLP all the way.
 */
const missing = inject('noServers') || inject('collectors').missing || '';
const PATHS: readonly MetricPath[] = ['scrape', 'otlp'];
const LIMIT_MS = 1_800_000;

/** What this story may tell; anything else is a false alarm. */
const EXPECTED = [
  'LlmAccountBalanceLow',
  'LlmAccountEmpty',
  'LlmAccountRunsOut',
  'LlmCallsUnpriced',
  'LlmGatewayAccountEmpty',
  'LlmUpstreamLimits',
];

/** One service is scraped at its own exporter, which leaves the unit out; the others come through the Collector. */
const NAME_FORMS: Readonly<Record<MetricPath, readonly string[]>> = {
  scrape: ['gen_ai_client_operation_duration_count', 'gen_ai_client_operation_duration_seconds_count'],
  otlp: ['gen_ai_client_operation_duration_seconds_count'],
};

const journeys = new Map<MetricPath, Promise<Journey>>();

describe.skipIf(missing !== '')(`the whole chain${missing && ` (left out: ${missing})`}`, () => {
  // Both at once: they wait most of the time.
  beforeAll(() => {
    for (const path of PATHS) {
      const journey = travel(path);
      // Whoever awaits it below tells what went wrong.
      journey.catch(() => {});
      journeys.set(path, journey);
    }
  });

  describe.each(PATHS)('over %s', (path) => {
    let journey: Journey;
    const told = (name: string, status = 'firing'): Journey['deliveries'] =>
      journey.deliveries.filter((alert) => alert.labels.alertname === name && alert.status === status);

    beforeAll(async () => {
      journey = await journeys.get(path)!;
    }, LIMIT_MS);
    afterAll(() => {
      if (journey !== undefined) console.log(journey.timeline.join('\n'));
    });

    it('tells that the account runs out an hour or more before the first call is refused', () => {
      const [alert] = told('LlmAccountRunsOut');
      const leadHours = ((journey.firstRefusal - alert!.at) / 3_600_000) * SPEED;
      console.log(`${path}: the runs-out alert came ${leadHours.toFixed(1)} hours before the first 402`);
      expect(leadHours).toBeGreaterThan(1);
    });

    it('names the account that runs out, and nobody else’s', () => {
      expect(told('LlmAccountRunsOut').map(({ labels }) => labels)).toEqual([
        expect.objectContaining({
          severity: 'critical',
          gen_ai_provider_name: 'deepseek',
          llm_account_id: ACCOUNTS.deepseek.id,
        }),
      ]);
    });

    it('tells that the account is empty, as the caller’s own', () => {
      expect(told('LlmAccountEmpty').map(({ labels }) => labels)).toEqual([
        expect.objectContaining({
          severity: 'critical',
          gen_ai_provider_name: 'deepseek',
          llm_account_id: ACCOUNTS.deepseek.id,
          llm_error_owner: 'caller',
        }),
      ]);
    });

    it('tells first that it runs out, then that it is empty', () => {
      expect(told('LlmAccountRunsOut')[0]!.at).toBeLessThan(told('LlmAccountEmpty')[0]!.at);
    });

    it('tells the 402 from behind the gateway as the gateway’s', () => {
      expect(told('LlmGatewayAccountEmpty').map(({ labels }) => labels)).toEqual([
        expect.objectContaining({
          gen_ai_provider_name: 'openrouter',
          llm_error_owner: 'gateway',
          llm_error_upstream: 'deepseek',
        }),
      ]);
    });

    it('shows the caller’s balance at the gateway untouched meanwhile', () => {
      const { balanceBefore, balanceTold } = journey.gatewayOutage;
      expect(balanceTold).toBeCloseTo(balanceBefore, 6);
    });

    it.each(['LlmAccountRunsOut', 'LlmAccountEmpty', 'LlmAccountBalanceLow', 'LlmGatewayAccountEmpty'])(
      'takes %s back once, after a top-up',
      (name) => {
        expect([told(name).length, told(name, 'resolved').length]).toEqual([1, 1]);
      },
    );

    it('raises no false alarm', () => {
      const names = new Set(journey.deliveries.map(({ labels }) => labels.alertname!));
      expect([...names].filter((name) => !EXPECTED.includes(name))).toEqual([]);
    });

    it('leaves no placeholder in a text', () => {
      const texts = journey.deliveries.flatMap(({ annotations }) => Object.values(annotations));
      expect(texts.filter((text) => /\{\{|<no value>|undefined|NaN/.test(text))).toEqual([]);
    });

    it('counts each refused call once, although its span passes the Collector too', () => {
      expect(journey.refusals.counted).toBe(journey.refusals.sent);
    });

    it('gets calls under the names that this path gives them', () => {
      expect(journey.nameForms).toEqual(NAME_FORMS[path]);
    });

    it('records the calls of every service, under whichever name they came', () => {
      expect(journey.recordedProviders).toEqual(['deepseek', 'moonshot_ai', 'openai', 'openrouter']);
    });

    it('evaluates every rule', () => {
      expect(journey.failedRules).toEqual([]);
    });

    it('scrapes every target', () => {
      expect(journey.failedTargets).toEqual([]);
    });

    it('answers every query of the dashboards', () => {
      expect(journey.queries).toBeGreaterThan(20);
      expect(journey.emptyQueries).toEqual([]);
    });
  });
});
