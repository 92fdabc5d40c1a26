/** Source of the small applications: each makes one call and prints the number of choices. */

/** The oldest openai does not know OPENAI_BASE_URL yet. */
const CLIENT = 'new OpenAI({ baseURL: process.env.OPENAI_BASE_URL })';

/** The one line takes it from the environment. */
const CONFIG = `{ providers: { '127.0.0.1': 'openai' } }`;

const CALL = `
  const answer = await client.chat.completions.create({
    model: 'gpt-5.2',
    messages: [{ role: 'user', content: 'hi' }],
  });
  console.log(answer.choices.length);
`;

const FETCH = `
  const response = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.env.OPENAI_API_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5.2', messages: [{ role: 'user', content: 'hi' }] }),
  });
  console.log((await response.json()).choices.length);
`;

const NODE_SDK = `
  const sdk = new NodeSDK({ instrumentations: [new OpenAIInstrumentation(${CONFIG}), new FetchInstrumentation(${CONFIG})] });
  sdk.start();
`;

export interface App {
  readonly file: string;
  readonly source: string;
}

/** The one line first in an ES module. */
export const ONE_LINE_IMPORT: App = {
  file: 'one-line.mjs',
  source: `import '@fuelgauge/instrumentation/register';
    import OpenAI from 'openai';
    const client = ${CLIENT};
    ${CALL}`,
};

/** The one line first in a CommonJS module. */
export const ONE_LINE_REQUIRE: App = {
  file: 'one-line.cjs',
  source: `require('@fuelgauge/instrumentation/register');
    const OpenAI = require('openai');
    (async () => { const client = ${CLIENT}; ${CALL} })();`,
};

/** Both ways of the one line. */
export const ONE_LINE: readonly App[] = [ONE_LINE_IMPORT, ONE_LINE_REQUIRE];

/** The one line, and a call through plain `fetch`. */
export const ONE_LINE_FETCH: App = {
  file: 'fetch.mjs',
  source: `import '@fuelgauge/instrumentation/register';\n${FETCH}`,
};

/** An SDK of the application's own with both instrumentations in its list; one call through `openai`. */
export const LISTED: App = {
  file: 'listed.cjs',
  source: `const { NodeSDK } = require('@opentelemetry/sdk-node');
    const { OpenAIInstrumentation, FetchInstrumentation } = require('@fuelgauge/instrumentation');
    ${NODE_SDK}
    const OpenAI = require('openai');
    (async () => { const client = ${CLIENT}; ${CALL} await sdk.shutdown(); })();`,
};

/** The same; one call through plain `fetch`. */
export const LISTED_FETCH: App = {
  file: 'listed-fetch.mjs',
  source: `import { NodeSDK } from '@opentelemetry/sdk-node';
    import { OpenAIInstrumentation, FetchInstrumentation } from '@fuelgauge/instrumentation';
    ${NODE_SDK}
    ${FETCH}
    await sdk.shutdown();`,
};

/**
 * To be bundled: the client is instrumented by hand, since there is no module left to patch, and brings its own
 * price, since a bundle leaves out the price library, which is loaded at run time.
 */
export const BY_HAND: App = {
  file: 'by-hand.mjs',
  source: `import { instrument } from '@fuelgauge/instrumentation';
    import { NodeSDK } from '@opentelemetry/sdk-node';
    import OpenAI from 'openai';
    const sdk = new NodeSDK();
    sdk.start();
    const client = instrument(${CLIENT}, {
      providers: { '127.0.0.1': 'openai' },
      prices: [{ provider: 'openai', model: 'gpt-5.2', input: 2, output: 16 }],
    });
    (async () => { ${CALL} await sdk.shutdown(); })();`,
};
