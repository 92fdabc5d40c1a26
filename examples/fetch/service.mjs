import '@fuelgauge/instrumentation/register';

// Above: the one line that was added. Below: a service that uses no LLM package, only fetch.

const anthropic = process.env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com';
const gemini = process.env.GEMINI_BASE_URL ?? 'https://generativelanguage.googleapis.com/v1beta';

async function askClaude(question) {
  const response = await fetch(`${anthropic}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': process.env.ANTHROPIC_API_KEY,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      model: process.env.ANTHROPIC_MODEL ?? 'claude-haiku-4-5',
      max_tokens: 200,
      messages: [{ role: 'user', content: question }],
    }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${body.error.message}`);
  return body.content[0].text;
}

async function askGemini(question) {
  const model = process.env.GEMINI_MODEL ?? 'gemini-2.5-flash';
  const response = await fetch(`${gemini}/models/${model}:streamGenerateContent?alt=sse`, {
    method: 'POST',
    headers: { 'x-goog-api-key': process.env.GEMINI_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: question }] }] }),
  });
  let text = '';
  for await (const line of linesOf(response)) {
    if (!line.startsWith('data: ')) continue;
    const parts = JSON.parse(line.slice(6)).candidates?.[0]?.content?.parts ?? [];
    for (const part of parts) text += part.text ?? '';
  }
  return text;
}

async function* linesOf(response) {
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop();
    yield* lines;
  }
}

for (const [ask, question] of [
  [askClaude, 'What is a fuel gauge?'],
  [askGemini, 'Who reads it?'],
  [askClaude, 'Where does it stand?'],
  // By now the simulated Anthropic account is empty.
  [askClaude, 'What if nobody does?'],
]) {
  try {
    console.log(`${question} ${await ask(question)}`);
  } catch (error) {
    console.error(`${question} failed: ${error.message}`);
  }
}
