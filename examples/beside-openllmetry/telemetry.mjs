import { NodeSDK } from '@opentelemetry/sdk-node';
import { OpenAIInstrumentation } from '@traceloop/instrumentation-openai';
import OpenAI from 'openai';

const openllmetry = new OpenAIInstrumentation({ traceContent: false });
openllmetry.manuallyInstrument(OpenAI);

const sdk = new NodeSDK({ instrumentations: [openllmetry] });
sdk.start();
process.once('beforeExit', () => sdk.shutdown());
