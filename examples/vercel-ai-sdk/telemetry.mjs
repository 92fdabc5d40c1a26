// As the AI SDK's documentation has it: an OpenTelemetry SDK, and the AI SDK's own telemetry.
import { OpenTelemetry } from '@ai-sdk/otel';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { registerTelemetry } from 'ai';

const sdk = new NodeSDK();
sdk.start();
process.once('beforeExit', () => sdk.shutdown());

registerTelemetry(new OpenTelemetry());
