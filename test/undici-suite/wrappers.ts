type Fetch = typeof globalThis.fetch;

export interface WrapperTools {
  /** `instrumentFetch` of @fuelgauge/instrumentation; throws if it is not built. */
  instrumentFetch(fetch: Fetch): Fetch;
}

/** Ways to wrap undici's `fetch`, by the name that `--wrapper` takes. */
export const wrappers = {
  /** Ours as users get it. No test calls an LLM endpoint, so this judges the way through. */
  ours: (fetch, { instrumentFetch }) => instrumentFetch(fetch),

  /** Ours made to believe that every request is an LLM call, so that every response is observed. */
  observing: (fetch, { instrumentFetch }) =>
    signedAs(fetch, (...args) =>
      instrumentFetch(() => fetch(...args))('https://api.openai.com/v1/chat/completions', {
        method: 'POST',
        body: '{"model":"gpt-fake"}',
      }),
    ),

  /** The least that a wrapper can do; fails the one test of fetch's own name and length. */
  trivial:
    (fetch) =>
    (...args) =>
      fetch(...args),

  /** What must not be done: a clone that is read keeps the download alive after the caller cancelled. */
  clone: (fetch) =>
    signedAs(fetch, async (...args) => {
      const response = await fetch(...args);
      response
        .clone()
        .text()
        .catch(() => {});
      return response;
    }),
} as const satisfies Record<string, (fetch: Fetch, tools: WrapperTools) => Fetch>;

export type WrapperName = keyof typeof wrappers;

export function isWrapperName(name: string): name is WrapperName {
  return Object.hasOwn(wrappers, name);
}

function signedAs(original: Fetch, wrapped: Fetch): Fetch {
  return Object.defineProperties(wrapped, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
}
