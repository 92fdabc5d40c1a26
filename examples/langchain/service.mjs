import '@fuelgauge/instrumentation/register';
// Above: the one line that was added. Below: the service as it was.
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { ChatOpenAI } from '@langchain/openai';

// LangChain brings an openai package of its own; this service has none.
const model = new ChatOpenAI({ model: process.env.MODEL ?? 'gpt-4o-mini', maxRetries: 0 });
const chain = ChatPromptTemplate.fromTemplate('Answer in one sentence: {question}').pipe(model);

for (const question of ['What is a fuel gauge?', 'Who reads it?', 'What if nobody does?']) {
  try {
    const answer = await chain.invoke({ question });
    console.log(`${question} ${answer.content}`);
  } catch (error) {
    console.error(`${question} failed: ${error.message}`);
  }
}
