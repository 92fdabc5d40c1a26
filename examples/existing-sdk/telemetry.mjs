import { FetchInstrumentation, OpenAIInstrumentation } from '@fuelgauge/instrumentation';
import { NodeSDK } from '@opentelemetry/sdk-node';
import OpenAI from 'openai';

const openai = new OpenAIInstrumentation();
// An ES module passes by the hooks of `require`, so the class is handed over. In CommonJS this is not needed.
openai.manuallyInstrument(OpenAI);

// In a service that has an SDK already, this list gets two more entries.
const sdk = new NodeSDK({ instrumentations: [openai, new FetchInstrumentation()] });
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
