import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const model = process.env.MODEL ?? 'gpt-4o-mini';

const answer = await client.chat.completions.create({
  model,
  messages: [{ role: 'user', content: 'What is a fuel gauge?' }],
});
console.log(answer.choices[0].message.content);

// A call that uses no SDK is recorded too.
const response = await fetch(`${client.baseURL}/chat/completions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${client.apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Who reads it?' }] }),
});
const { choices } = await response.json();
console.log(choices[0].message.content);
