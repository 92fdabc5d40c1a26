/** The application changes its mind. */
import { getEventListeners } from 'node:events';
import { ASK, ASK_STREAM, type Major } from '../application/clients.ts';
import { drained, headOf, type Place, post } from '../application/uses.ts';
import { type Act, chat, endless, FINE, MAJORS, settled, silent, stalled, stream, underWay } from './act.ts';

const REASONS: readonly (readonly [name: string, reason: unknown])[] = [
  ['no reason', undefined],
  ['an error of its own', new RangeError('enough')],
  ['a string', 'enough'],
  ['null', null],
  ['a frozen object', Object.freeze({ enough: true })],
];

/** What is left on the signal, and whether the error is the very reason. */
function after(signal: AbortSignal, outcome: { error?: unknown; failed: boolean }): object {
  return {
    ...outcome,
    isReason: outcome.failed && outcome.error === signal.reason,
    listeners: getEventListeners(signal, 'abort').length,
  };
}

const BEFORE_TOLD: Readonly<Record<Major, string>> = {
  7: 'cancelled caller APIUserAbortError',
  4: 'cancelled caller APIUserAbortError',
};

const ofClient = (major: Major): Act[] => [
  {
    name: `aborts a chat of openai ${major} before it is made`,
    run: (place) => {
      const signal = AbortSignal.abort();
      return settled(chat(major, place, {}, { signal })).then((outcome) => after(signal, outcome));
    },
    told: BEFORE_TOLD[major],
  },
  ...REASONS.map(
    ([name, reason]): Act => ({
      name: `aborts a chat of openai ${major} for ${name} while it waits for the headers`,
      reply: silent,
      run: async (place) => {
        const controller = new AbortController();
        const call = settled(chat(major, place, {}, { signal: controller.signal }));
        await underWay(place);
        controller.abort(reason);
        return after(controller.signal, await call);
      },
      told: 'cancelled caller APIUserAbortError',
    }),
  ),
  {
    name: `aborts a chat of openai ${major} while it waits to try again`,
    maxRetries: 1,
    reply: async (wire) => wire.reset(),
    run: async (place) => {
      const controller = new AbortController();
      const call = settled(chat(major, place, {}, { signal: controller.signal }));
      await underWay(place);
      controller.abort();
      return after(controller.signal, await call);
    },
    told: {
      '4': 'cancelled caller APIUserAbortError after – attempts, 1 retries',
      rest: 'cancelled caller APIUserAbortError',
    },
  },
  {
    name: `aborts a chat of openai ${major} in mid-body`,
    reply: stalled,
    run: async (place) => {
      const controller = new AbortController();
      const call = settled(chat(major, place, {}, { signal: controller.signal }));
      await underWay(place);
      controller.abort();
      return after(controller.signal, await call);
    },
    told: { '4': 'cancelled caller AbortError', rest: 'cancelled caller APIUserAbortError' },
  },
  {
    name: `aborts the raw response of openai ${major} in mid-body`,
    reply: stalled,
    run: async (place) => {
      const controller = new AbortController();
      const response = await chat(major, place, {}, { signal: controller.signal }).asResponse();
      const text = settled(response.text());
      await underWay(place);
      controller.abort();
      return after(controller.signal, await text);
    },
    told: 'cancelled caller AbortError',
  },
  ...REASONS.map(
    ([name, reason]): Act => ({
      name: `aborts a stream of openai ${major} for ${name} in mid-stream, by its signal`,
      reply: endless,
      run: async (place) => {
        const controller = new AbortController();
        const answer = await stream(major, place, {}, { signal: controller.signal });
        let chunks = 0;
        const seen = await drained(answer, () => {
          if (++chunks === 3) controller.abort(reason);
          return 'chunk';
        });
        return {
          first: (seen as { chunks: unknown[] }).chunks.slice(0, 3),
          ...after(controller.signal, {
            error: (seen as { error?: unknown }).error,
            failed: 'error' in seen,
          }),
        };
      },
      told: 'ok (error)',
    }),
  ),
  {
    name: `aborts a stream of openai ${major} in mid-stream, by the stream’s controller`,
    reply: endless,
    run: async (place) => {
      const answer = await stream(major, place);
      let chunks = 0;
      const seen = await drained(answer, () => {
        if (++chunks === 3) answer.controller.abort();
        return 'chunk';
      });
      return { enough: chunks >= 3, error: (seen as { error?: unknown }).error };
    },
    told: 'ok (error)',
  },
  {
    name: `aborts a stream of openai ${major} before it reads it`,
    hangs: major === 4,
    reply: endless,
    run: async (place) => {
      const answer = await stream(major, place);
      answer.controller.abort();
      return drained(answer);
    },
    told: { '4': 'ok (error)', rest: 'ok' },
  },
  {
    name: `aborts a call and a stream of openai ${major} after their end`,
    run: async (place) => {
      const controller = new AbortController();
      const { signal } = controller;
      const value = await chat(major, place, {}, { signal });
      const seen = await drained(await stream(major, place, {}, { signal }));
      controller.abort();
      await underWay(place);
      return { value, seen };
    },
    told: '2 × ok (stop) with usage',
  },
  {
    name: `gives openai ${major} a signal that times out`,
    reply: silent,
    run: async (place) => settled(chat(major, place, {}, { signal: AbortSignal.timeout(100) })),
    told: { '4': 'cancelled caller APIUserAbortError', rest: 'timeout unknown APIUserAbortError' },
  },
];

const byFetch = (place: Place, signal: AbortSignal, body: object = ASK): Promise<Response> =>
  post(place, body, { signal });

const OF_FETCH: readonly Act[] = [
  {
    name: 'aborts a fetch before it is made',
    run: async (place) => {
      const signal = AbortSignal.abort();
      return after(signal, await settled(byFetch(place, signal)));
    },
    told: 'cancelled caller AbortError',
  },
  ...REASONS.flatMap(([name, reason]): Act[] => [
    {
      name: `aborts a fetch for ${name} while it waits for the headers`,
      reply: silent,
      run: async (place) => {
        const controller = new AbortController();
        const call = settled(byFetch(place, controller.signal));
        await underWay(place);
        controller.abort(reason);
        return after(controller.signal, await call);
      },
      told: {
        own: 'cancelled caller RangeError',
        string: 'cancelled caller _OTHER',
        null: 'cancelled caller _OTHER',
        // The platform puts a stack on the reason, which this one refuses.
        frozen: 'unknown unknown TypeError',
        rest: 'cancelled caller AbortError',
      },
    },
    {
      name: `aborts a fetch for ${name} in mid-body`,
      reply: stalled,
      run: async (place) => {
        const controller = new AbortController();
        const response = await byFetch(place, controller.signal);
        const json = settled(response.json());
        await underWay(place);
        controller.abort(reason);
        return { ...after(controller.signal, await json), used: response.bodyUsed };
      },
      told: {
        own: 'cancelled caller RangeError',
        string: 'cancelled caller _OTHER',
        frozen: 'cancelled caller Object',
        rest: 'cancelled caller AbortError',
      },
    },
    {
      name: `aborts a fetch for ${name} in mid-stream`,
      reply: endless,
      run: async (place) => {
        const controller = new AbortController();
        const response = await byFetch(place, controller.signal, ASK_STREAM);
        const reader = response.body!.getReader();
        await reader.read();
        controller.abort(reason);
        const outcome = await settled(
          (async () => {
            while (!(await reader.read()).done);
          })(),
        );
        const closed = await settled(reader.closed);
        return {
          ...after(controller.signal, outcome),
          closed: closed.failed && closed.error === controller.signal.reason,
        };
      },
      told: {
        own: 'cancelled caller RangeError (error)',
        string: 'cancelled caller _OTHER (error)',
        frozen: 'cancelled caller Object (error)',
        rest: 'cancelled caller AbortError (error)',
      },
    },
  ]),
  {
    name: 'aborts a fetch between its headers and the first read',
    reply: endless,
    run: async (place) => {
      const controller = new AbortController();
      const response = await byFetch(place, controller.signal, ASK_STREAM);
      controller.abort();
      return { ...after(controller.signal, await settled(response.text())), head: headOf(response) };
    },
    told: 'cancelled caller AbortError',
  },
  {
    name: 'aborts a fetch after its end',
    reply: FINE,
    run: async (place) => {
      const controller = new AbortController();
      const text = await (await byFetch(place, controller.signal)).text();
      controller.abort();
      await underWay(place);
      return text;
    },
    told: 'ok (stop) with usage',
  },
  {
    name: 'aborts a fetch by the signal of its Request',
    reply: silent,
    run: async (place) => {
      const controller = new AbortController();
      const request = new Request(`${place.base}/chat/completions`, {
        method: 'POST',
        body: '{}',
        signal: controller.signal,
      });
      const call = settled(fetch(request));
      await underWay(place);
      controller.abort('enough');
      return { ...(await call), isReason: (await call).error === 'enough' };
    },
    told: 'cancelled caller _OTHER',
  },
];

const ABORTS: readonly Act[] = [...MAJORS.flatMap(ofClient), ...OF_FETCH];
export default ABORTS;
