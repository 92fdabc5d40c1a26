import '@fuelgauge/instrumentation/register';
// Above: the one line that was added. Below: the service as it was.
import './telemetry.mjs';
import { openai } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';

const model = openai.chat(process.env.MODEL ?? 'gpt-4o-mini');

// The AI SDK makes a span for this call; fuelgauge adds cost and account to it.
const answer = await generateText({ model, prompt: 'What is a fuel gauge?' });
console.log(answer.text);

// It makes none for this one, so fuelgauge does.
const stream = streamText({ model, prompt: 'Who reads it?', telemetry: { isEnabled: false } });
for await (const text of stream.textStream) process.stdout.write(text);
console.log();

// By now a simulated account is empty.
try {
  await generateText({ model, prompt: 'What if nobody does?', maxRetries: 0 });
} catch (error) {
  console.error(`failed: ${error.message}`);
}
