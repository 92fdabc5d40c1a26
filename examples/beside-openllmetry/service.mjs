import '@fuelgauge/instrumentation/register';
// Above: the one line that was added. Below: the service as it was, with OpenLLMetry.
import './telemetry.mjs';
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const model = process.env.MODEL ?? 'gpt-4o-mini';

for (const question of ['What is a fuel gauge?', 'Who reads it?', 'What if nobody does?']) {
  try {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: question }],
    });
    console.log(`${question} ${answer.choices[0].message.content}`);
  } catch (error) {
    console.error(`${question} failed: ${error.message}`);
  }
}
