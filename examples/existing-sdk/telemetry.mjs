import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { NodeSDK } from '@opentelemetry/sdk-node';
import OpenAI from 'openai';

/** Hosts that fuelgauge does not know, such as a proxy of your own: host → provider name. */
const providers = { '127.0.0.1': 'openai' };

const openai = new OpenAIInstrumentation({ providers });
// An ES module passes by the hooks of `require`, so the class is handed over. In CommonJS this is not needed.
openai.manuallyInstrument(OpenAI);

// In a service that has an SDK already, this list gets two more entries.
const sdk = new NodeSDK({ instrumentations: [openai, new FetchInstrumentation({ providers })] });
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
