/** OpenTelemetry and fuelgauge set up in code, as an application does that has an SDK of its own. */
import {
  FetchInstrumentation,
  type FuelgaugeConfig,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { OpenAI } from 'openai';
import { API_KEYS, canary } from './canaries.ts';

/** An error of whose parts none is safe to repeat. */
function leaky(): Error {
  const error = new Error(`${canary('message that a hook changed')}\n    at ${canary('user')} (x.js:1:1)`);
  // The stack keeps what the message was.
  error.message = `${canary('what a hook threw')}\n    at ${canary('prompt')} ${API_KEYS[0]?.value} (x.js:1:1)`;
  error.name = canary('name of the error of a hook');
  return error;
}

const SETUPS: Readonly<Record<string, FuelgaugeConfig>> = {
  hooks: {
    requestHook: () => {
      throw leaky();
    },
    responseHook: () => {
      throw canary('what a hook threw');
    },
    accountId: () => {
      throw leaky();
    },
  },
  accounts: {
    accounts: Object.fromEntries(API_KEYS.map(({ value }, at) => [`account number ${at}`, value])),
  },
  leaking: {
    requestHook: (span, { body }) => {
      span.setAttribute('leaked.key', API_KEYS[0]?.value ?? '');
      span.setAttribute('leaked.body', JSON.stringify(body));
    },
  },
};

const config = SETUPS[process.env.FAKE_SETUP ?? ''];
if (config === undefined) throw new Error(`FAKE_SETUP must be one of ${Object.keys(SETUPS).join(', ')}`);

const openai = new OpenAIInstrumentation(config);
const fetching = new FetchInstrumentation(config);
openai.manuallyInstrument(OpenAI);
const sdk = new NodeSDK({ instrumentations: [openai, fetching] });
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
Object.assign(process, { fakeInstrumentations: [openai, fetching] });
