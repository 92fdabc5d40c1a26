/** The application reads its answer in every way there is, or leaves it. */
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { ASK, ASK_RESPONSES, ASK_STREAM, helpers, type Major } from '../application/clients.ts';
import { clientOf, drained, headOf, post } from '../application/uses.ts';
import { errorBody, half, refuse } from '../server/reply.ts';
import { type Act, chat, endless, FINE, MAJORS, settled, stalled, stream, underWay } from './act.ts';

type AnyStream = Awaited<ReturnType<typeof stream>>;
interface StreamClass {
  fromReadableStream(stream: unknown, controller: AbortController): AsyncIterable<unknown>;
}

/** Reads a few chunks, then does something else. */
async function some(answer: AsyncIterable<unknown>, count: number): Promise<void> {
  let seen = 0;
  for await (const _ of answer) if (++seen === count) break;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

const ofStream = (
  major: Major,
  name: string,
  told: Act['told'],
  read: (answer: AnyStream) => unknown,
  more: Partial<Act> = {},
): Act => ({
  name: `${name} (openai ${major})`,
  told,
  run: async (place) => read(await stream(major, place)),
  ...more,
});

const ofClient = (major: Major): Act[] => [
  ofStream(
    major,
    'breaks off a stream',
    'ok (error)',
    (answer) => some(answer, 2).then(() => answer.controller.signal.aborted),
    { reply: endless },
  ),
  ofStream(
    major,
    'throws in the loop over a stream',
    'ok (error)',
    async (answer) => {
      const thrown = new RangeError('of the application');
      const { error } = await settled(
        (async () => {
          for await (const _ of answer) throw thrown;
        })(),
      );
      return { same: error === thrown };
    },
    { reply: endless },
  ),
  ofStream(
    major,
    'returns an iterator early',
    'ok (error)',
    async (answer) => {
      const iterator = answer[Symbol.asyncIterator]();
      const first = await iterator.next();
      return [first.done, await iterator.return?.('kept'), await iterator.next()];
    },
    { reply: endless },
  ),
  ofStream(
    major,
    'throws into an iterator',
    'ok (error)',
    async (answer) => {
      const iterator = answer[Symbol.asyncIterator]();
      await iterator.next();
      return [await settled(iterator.throw?.(new RangeError('of the application'))), await iterator.next()];
    },
    { reply: endless },
  ),
  ofStream(
    major,
    'returns an iterator that has not begun',
    'ok',
    async (answer) => {
      const iterator = answer[Symbol.asyncIterator]();
      return [await iterator.return?.(), await iterator.next()];
    },
    { endsLate: true },
  ),
  ofStream(major, 'asks an iterator for three chunks at once', 'ok (stop) with usage', async (answer) => {
    const iterator = answer[Symbol.asyncIterator]();
    const three = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    const rest = [];
    for (;;) {
      const step = await iterator.next();
      rest.push(step);
      if (step.done) return { three, rest };
    }
  }),
  ofStream(major, 'reads a stream twice', 'ok (stop) with usage', async (answer) => [
    await drained(answer),
    await drained(answer),
  ]),
  ofStream(major, 'reads both branches of a tee', 'ok (stop) with usage', async (answer) => {
    const [left, right] = answer.tee();
    const both = await Promise.all([drained(left), drained(right)]);
    return {
      both,
      classes: [left.constructor.name, right.constructor.name],
      same: left.controller === answer.controller,
    };
  }),
  ofStream(major, 'reads one branch of a tee, then the other', 'ok (stop) with usage', async (answer) => {
    const [left, right] = answer.tee();
    return [await drained(left), await drained(right)];
  }),
  ofStream(
    major,
    'reads a branch of a tee and leaves the other',
    'ok (stop) with usage',
    async (answer) => drained(answer.tee()[0]),
    { forgets: true },
  ),
  ofStream(
    major,
    'breaks off a branch of a tee and aborts',
    'ok (error)',
    async (answer) => {
      await some(answer.tee()[0], 2);
      answer.controller.abort();
    },
    { reply: endless, forgets: true },
  ),
  ofStream(major, 'turns a stream into a ReadableStream', 'ok (stop) with usage', async (answer) =>
    textOf(answer.toReadableStream() as never),
  ),
  ofStream(
    major,
    'cancels the ReadableStream of a stream',
    'ok (error)',
    async (answer) => {
      const reader = answer.toReadableStream().getReader();
      await reader.read();
      await reader.cancel('enough');
      return reader.closed;
    },
    { reply: endless },
  ),
  ofStream(major, 'sends a stream on and reads it there', 'ok (stop) with usage', async (answer) => {
    const Stream = answer.constructor as unknown as StreamClass;
    return drained(Stream.fromReadableStream(answer.toReadableStream(), new AbortController()));
  }),
  ofStream(major, 'never reads a stream', 'ok', () => 'got it', { reply: endless, forgets: true }),
  ofStream(
    major,
    'begins a stream and forgets it',
    'ok (error)',
    async (answer) => {
      await answer[Symbol.asyncIterator]().next();
      return 'got one';
    },
    { reply: endless, forgets: true },
  ),
  {
    name: `never reads the stream beside a response (openai ${major})`,
    told: 'ok',
    reply: endless,
    forgets: true,
    run: async (place) => headOf((await stream(major, place).withResponse()).response),
  },
  {
    name: `reads a stream beside its response (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const { data, response } = await stream(major, place).withResponse();
      return { head: headOf(response), seen: await drained(data), used: response.bodyUsed };
    },
  },
  {
    name: `never reads a raw response (openai ${major})`,
    told: 'ok',
    reply: stalled,
    forgets: true,
    run: async (place) => headOf(await chat(major, place).asResponse()),
  },
  {
    name: `reads a raw response by json(), and again (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const response = await chat(major, place).asResponse();
      return [await settled(response.json()), await settled(response.text()), response.bodyUsed];
    },
  },
  {
    name: `reads a raw stream by hand (openai ${major})`,
    // The body that node-fetch gives is a stream of Node's, and not observed.
    endsLate: major === 4,
    told: { '4': 'ok', rest: 'ok (stop) with usage' },
    run: async (place) => {
      const response = await stream(major, place).asResponse();
      return { head: headOf(response), text: await textOf(response.body as never) };
    },
  },
  {
    name: `breaks off a raw stream (openai ${major})`,
    endsLate: major === 4,
    told: { '4': 'ok', rest: 'ok (error)' },
    reply: endless,
    run: async (place) => {
      const response = await stream(major, place).asResponse();
      await some(response.body as never, 2);
      return headOf(response);
    },
  },
  {
    name: `reads a clone of a raw response (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const response = await chat(major, place).asResponse();
      const copy = response.clone();
      return [headOf(copy), await Promise.all([copy.text(), response.text()])];
    },
  },
  {
    name: `awaits a call twice, and its response too (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const call = chat(major, place);
      const [one, two] = [await call, await call];
      const response = await call.asResponse();
      return { same: one === two, used: response.bodyUsed, text: await settled(response.text()) };
    },
  },
  {
    name: `takes the response first, then the value (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const call = chat(major, place);
      const response = await call.asResponse();
      return { text: await response.text(), value: await settled(call) };
    },
  },
  {
    name: `looks at the promise (openai ${major})`,
    told: 'ok (stop) with usage',
    run: async (place) => {
      const call = chat(major, place);
      const looks = {
        class: call.constructor.name,
        tag: Object.prototype.toString.call(call),
        keys: Object.keys(call),
        isPromise: call instanceof Promise,
        chained: [call.catch(() => {}).constructor.name, call.finally(() => {}).constructor.name],
      };
      await call;
      return looks;
    },
  },
  ofStream(
    major,
    'lists what is a stream’s own, and its iterator’s',
    'ok (stop) with usage',
    async (answer) => {
      const iterator = answer[Symbol.asyncIterator]();
      while (!(await iterator.next()).done);
      return [Object.getOwnPropertyNames(answer).sort(), Object.getOwnPropertyNames(iterator).sort()];
    },
    major === 4
      ? {
          differs: {
            at: ['outcome.value.1'],
            why: 'The iterator stays the same object, so that all of the client’s own ways of reading meet in it, and next(), return() and throw() that report stand on it.',
          },
        }
      : {},
  ),
  {
    name: `drops a call that succeeds (openai ${major})`,
    told: 'ok',
    forgets: true,
    run: async (place) => {
      void chat(major, place);
      await underWay(place);
    },
  },
  {
    name: `drops a call that fails (openai ${major})`,
    told: 'insufficient_balance caller APIError',
    reply: (wire, answer) => refuse(wire, answer, 402, errorBody('insufficient_quota', 'No money')),
    run: async (place) => {
      void chat(major, place);
      await underWay(place);
    },
  },
  {
    name: `drops a stream that fails (openai ${major})`,
    told: 'insufficient_balance caller APIError',
    reply: (wire, answer) => refuse(wire, answer, 402, errorBody('insufficient_quota', 'No money')),
    run: async (place) => {
      void stream(major, place).then(() => {});
      await underWay(place);
    },
  },
  {
    name: `aborts a stream helper in mid-stream (openai ${major})`,
    told: 'ok (error)',
    reply: endless,
    run: async (place) => {
      const events: string[] = [];
      const runner = helpers(clientOf(major, place), major).chat.completions.stream(ASK_STREAM);
      let chunks = 0;
      runner.on('chunk', () => {
        if (++chunks === 3) runner.abort();
      });
      for (const name of ['abort', 'error', 'end'] as const) runner.on(name, () => events.push(name));
      return { ...(await settled(runner.finalChatCompletion())), events, aborted: runner.aborted };
    },
  },
  {
    name: `breaks off the loop over a stream helper (openai ${major})`,
    told: 'ok (error)',
    reply: endless,
    run: async (place) => {
      const runner = helpers(clientOf(major, place), major).chat.completions.stream(ASK_STREAM);
      await some(runner, 2);
      return { aborted: runner.aborted, ended: runner.ended };
    },
  },
  {
    name: `throws in a listener of a stream helper (openai ${major})`,
    told: 'ok (error)',
    run: async (place) => {
      const runner = helpers(clientOf(major, place), major).chat.completions.stream(ASK_STREAM);
      runner.on('content', () => {
        throw new RangeError('of the application');
      });
      return settled(runner.finalChatCompletion());
    },
  },
  {
    name: `drops a stream helper that fails (openai ${major})`,
    told: 'insufficient_balance caller APIError',
    reply: (wire, answer) => refuse(wire, answer, 402, errorBody('insufficient_quota', 'No money')),
    run: async (place) => {
      void helpers(clientOf(major, place), major).chat.completions.stream(ASK_STREAM);
      await underWay(place);
    },
  },
];

const OF_RESPONSES: readonly Act[] = [
  {
    name: 'breaks off a stream of the Responses API',
    told: 'ok (error)',
    reply: endless,
    run: async (place) =>
      some(await clientOf(7, place).responses.create({ ...ASK_RESPONSES, stream: true }), 2),
  },
  {
    name: 'aborts a helper of the Responses API',
    told: 'ok (error)',
    reply: endless,
    run: async (place) => {
      const runner = clientOf(7, place).responses.stream(ASK_RESPONSES);
      const final = settled(runner.finalResponse());
      await underWay(place);
      runner.abort();
      return { ...(await final), aborted: runner.aborted };
    },
  },
];

const ofFetch = (
  name: string,
  told: Act['told'],
  read: (response: Response) => unknown,
  more: Partial<Act> & { readonly streams?: boolean } = {},
): Act => {
  const { streams = false, ...rest } = more;
  return {
    name: `${name} (fetch)`,
    told,
    run: async (place) => read(await post(place, streams ? ASK_STREAM : ASK)),
    ...rest,
  };
};
const streams = true;

/** From Node.js 26 on a Node stream reads the body past all methods, where nothing can be seen of it. */
const PAST_METHODS = Number(process.versions.node.split('.', 1)[0]) >= 26;

const OWN_METHODS =
  'A response stays the same object of the same class, so what reports its reading stands on it as properties that are not enumerable. They hide those of its class from for-in. Enumerable ones would show in Object.keys() and in a spread, another prototype in instanceof, and a Proxy has no private fields.';

const OF_FETCH: readonly Act[] = [
  ofFetch('reads text()', 'ok (stop) with usage', (r) => r.text()),
  ofFetch('reads blob()', 'ok', async (r) => (await r.blob()).text()),
  ofFetch('reads formData() of what is none', 'unknown unknown TypeError', (r) => settled(r.formData())),
  ofFetch('reads bytes()', 'ok (stop) with usage', (r) =>
    (r as unknown as { bytes(): Promise<Uint8Array> }).bytes(),
  ),
  ofFetch('reads json() twice', 'ok (stop) with usage', async (r) => [
    await r.json(),
    await settled(r.json()),
  ]),
  ofFetch('reads json() and text() at once', 'ok (stop) with usage', (r) =>
    Promise.all([settled(r.json()), settled(r.text())]),
  ),
  ofFetch('reads json() while it holds the body', 'ok (stop) with usage', async (r) => {
    const reader = r.body!.getReader();
    const refused = await settled(r.json());
    reader.releaseLock();
    return [refused, await r.json()];
  }),
  ofFetch('never reads the body', 'ok', headOf, { reply: endless, streams, forgets: true }),
  ofFetch('never reads the body of an error', 'insufficient_balance caller 402', headOf, {
    reply: (wire, answer) => refuse(wire, answer, 402, errorBody('insufficient_quota', 'No money')),
    forgets: true,
  }),
  ofFetch('takes the body and forgets it', 'ok', (r) => r.body === null, {
    reply: endless,
    streams,
    forgets: true,
  }),
  ofFetch(
    'begins to read and forgets it',
    'ok (error)',
    async (r) => (await r.body!.getReader().read()).done,
    {
      reply: endless,
      streams,
      forgets: true,
    },
  ),
  ofFetch(
    'breaks off the loop over the body',
    'ok (error)',
    (r) => some(r.body as never, 1).then(() => r.bodyUsed),
    {
      reply: endless,
      streams,
    },
  ),
  ofFetch(
    'cancels the body unread',
    'ok',
    async (r) => [await r.body!.cancel('enough'), r.bodyUsed, await settled(r.text())],
    { reply: endless, streams },
  ),
  ofFetch(
    'cancels a reader',
    'ok (error)',
    async (r) => {
      const reader = r.body!.getReader();
      await reader.read();
      return [await reader.cancel('enough'), await reader.read(), await settled(reader.closed)];
    },
    { reply: endless, streams },
  ),
  ofFetch(
    'cancels a locked body',
    'ok (stop) with usage',
    async (r) => {
      const reader = r.body!.getReader();
      const refused = await settled(r.body!.cancel());
      let bytes = 0;
      for (let step = await reader.read(); !step.done; step = await reader.read())
        bytes += step.value.byteLength;
      return { refused, bytes };
    },
    { streams },
  ),
  ofFetch(
    'takes two readers',
    'ok',
    async (r) => {
      r.body!.getReader();
      return settled((async () => r.body!.getReader())());
    },
    { reply: FINE, forgets: true },
  ),
  ofFetch(
    'lets a reader go and reads on',
    'ok (stop) with usage',
    async (r) => {
      const reader = r.body!.getReader();
      const first = await reader.read();
      reader.releaseLock();
      const rest = await textOf(r.body as never);
      return Buffer.concat([first.value!, Buffer.from(rest)]).toString();
    },
    { streams },
  ),
  ofFetch(
    'lets a reader go while it reads',
    'ok (error)',
    async (r) => {
      const reader = r.body!.getReader();
      await reader.read();
      const pending = settled(reader.read());
      reader.releaseLock();
      return pending;
    },
    { reply: stalled, streams, forgets: true },
  ),
  ofFetch(
    'reads into a buffer of its own',
    'ok (stop) with usage',
    async (r) => {
      const reader = r.body!.getReader({ mode: 'byob' });
      const parts: Uint8Array[] = [];
      for (;;) {
        const { done, value } = await reader.read(new Uint8Array(64));
        if (value !== undefined) parts.push(Uint8Array.from(value));
        if (done) return Buffer.concat(parts).toString();
      }
    },
    { streams },
  ),
  ofFetch(
    'leaves a loop with preventCancel and reads on',
    'ok (stop) with usage',
    async (r) => {
      const parts: Uint8Array[] = [];
      for await (const part of (r.body as unknown as { values(o: object): AsyncIterable<Uint8Array> }).values(
        { preventCancel: true },
      )) {
        parts.push(part);
        break;
      }
      parts.push(Buffer.from(await textOf(r.body as never)));
      return Buffer.concat(parts).toString();
    },
    { streams },
  ),
  ofFetch(
    'tees the body and reads both',
    'ok (stop) with usage',
    async (r) => {
      const [left, right] = r.body!.tee();
      return [await Promise.all([textOf(left as never), textOf(right as never)]), r.bodyUsed, r.body!.locked];
    },
    { streams },
  ),
  ofFetch(
    'tees the body, reads one and cancels the other',
    'ok (stop) with usage',
    async (r) => {
      const [left, right] = r.body!.tee();
      void right.cancel();
      return textOf(left as never);
    },
    { streams },
  ),
  ofFetch(
    'tees the body and cancels both',
    'ok',
    async (r) => {
      const [left, right] = r.body!.tee();
      return Promise.all([left.cancel('one'), right.cancel('two')]);
    },
    { reply: endless, streams },
  ),
  ofFetch('clones and reads both', 'ok (stop) with usage', async (r) => {
    const copy = r.clone();
    return [headOf(copy), await Promise.all([r.text(), copy.text()])];
  }),
  ofFetch(
    'clones a clone and reads the last',
    'ok (stop) with usage',
    async (r) => r.clone().clone().text(),
    {
      forgets: true,
    },
  ),
  ofFetch('clones what it has read', 'ok (stop) with usage', async (r) => [
    await r.text(),
    await settled((async () => r.clone())()),
  ]),
  ofFetch(
    'clones, and cancels both',
    'ok',
    async (r) => {
      const copy = r.clone();
      return Promise.all([r.body!.cancel(), copy.body!.cancel()]);
    },
    { reply: endless, streams },
  ),
  ofFetch(
    'pipes the body to a sink',
    'ok (stop) with usage',
    async (r) => {
      const parts: Uint8Array[] = [];
      await r.body!.pipeTo(new WritableStream({ write: (part: Uint8Array) => void parts.push(part) }));
      return [Buffer.concat(parts).toString(), r.bodyUsed];
    },
    { streams },
  ),
  ofFetch(
    'pipes the body to a sink that fails',
    'ok (error)',
    (r) =>
      settled(
        r.body!.pipeTo(new WritableStream({ write: () => Promise.reject(new RangeError('of the sink')) })),
      ),
    { reply: endless, streams },
  ),
  ofFetch(
    'pipes the body to a sink and aborts',
    'ok (error)',
    async (r) => {
      const controller = new AbortController();
      const piped = settled(r.body!.pipeTo(new WritableStream(), { signal: controller.signal }));
      await sleep(30);
      controller.abort('enough');
      return piped;
    },
    { reply: endless, streams },
  ),
  ofFetch('pipes the body to what is no sink', 'ok (stop) with usage', async (r) => [
    await settled((async () => r.body!.pipeTo({} as never))()),
    await r.text(),
  ]),
  ofFetch(
    'pipes the body through a decoder',
    'ok (stop) with usage',
    async (r) => {
      let text = '';
      for await (const part of r.body!.pipeThrough(new TextDecoderStream())) text += part;
      return text;
    },
    { streams },
  ),
  ofFetch(
    'pipes the body through a decoder and breaks off',
    'ok (error)',
    (r) => some(r.body!.pipeThrough(new TextDecoderStream()), 1),
    { reply: endless, streams },
  ),
  ofFetch(
    'makes a Node stream of the body',
    { node26: 'ok', rest: 'ok (stop) with usage' },
    (r) => textOf(Readable.fromWeb(r.body as never)),
    { streams, endsLate: PAST_METHODS },
  ),
  ofFetch(
    'makes a Node stream of the body and destroys it',
    { node26: 'ok', rest: 'ok (error)' },
    async (r) => {
      const readable = Readable.fromWeb(r.body as never);
      await some(readable, 1);
      return readable.destroyed;
    },
    { reply: endless, streams, endsLate: PAST_METHODS },
  ),
  ofFetch('makes a Response of the body', 'ok (stop) with usage', (r) => new Response(r.body, r).text(), {
    streams,
  }),
  ofFetch(
    'makes a Response of the body and reads it slowly',
    'ok (stop) with usage',
    async (r) => {
      const again = new Response(r.body, { headers: r.headers });
      return [await textOf(again.body as never), r.bodyUsed];
    },
    { streams },
  ),
  ofFetch(
    'transfers the body',
    'ok',
    async (r) => {
      const { body } = r;
      const moved = structuredClone(body, { transfer: [body as never] });
      return [await textOf(moved as never), body!.locked];
    },
    // The platform reads it past all methods.
    { streams, endsLate: true },
  ),
  ofFetch('calls a method of another class on the response', 'ok', (r) => Response.prototype.text.call(r), {
    forgets: true,
  }),
  ofFetch('calls a method without its response', 'ok (stop) with usage', async (r) => {
    const { json } = r;
    return [await settled((async () => json())()), await r.json()];
  }),
  ofFetch('freezes the response', 'ok (stop) with usage', (r) => Object.freeze(r).json()),
  ofFetch('puts a json() of its own on the response', 'ok (stop) with usage', async (r) => {
    const { json } = r;
    (r as { json: unknown }).json = async () => ({ mine: await json.call(r) });
    return r.json();
  }),
  ofFetch('spreads and prints the response', 'ok (stop) with usage', async (r) => {
    const { body } = r;
    const seen = {
      spread: Object.keys({ ...r }),
      entries: Object.entries(r),
      json: [JSON.stringify(r), JSON.stringify(body)],
      keys: [Object.keys(r), Object.keys(body!)],
      tag: [String(r), String(body)],
      printed: [inspect(r, { depth: 0 }), inspect(body, { depth: 0 })],
    };
    return [seen, await r.text()];
  }),
  ofFetch(
    'lists the response by for-in',
    'ok (stop) with usage',
    async (r) => {
      const names: string[] = [];
      for (const name in r) names.push(name);
      return [await r.text(), names.sort()];
    },
    { differs: { at: ['outcome.value.1'], why: OWN_METHODS } },
  ),
  ofFetch(
    'lists what is the response’s own, its body’s and a reader’s',
    'ok (stop) with usage',
    async (r) => {
      const body = r.body!;
      const reader = body.getReader();
      while (!(await reader.read()).done);
      return [r, body, reader].map((value) => Object.getOwnPropertyNames(value).sort());
    },
    { differs: { at: ['outcome.value'], why: OWN_METHODS } },
  ),
  {
    name: 'sends the body of one answer as the next request (fetch)',
    told: '2 × ok (stop) with usage',
    run: async (place) => {
      const { body } = await post(place, ASK);
      const again = await fetch(`${place.base}/chat/completions`, {
        method: 'POST',
        body,
        duplex: 'half',
      } as RequestInit);
      return again.text();
    },
  },
  {
    name: 'drops a fetch (fetch)',
    told: 'ok',
    forgets: true,
    run: async (place) => {
      void post(place, ASK);
      await underWay(place);
    },
  },
  {
    name: 'drops a fetch that fails (fetch)',
    told: 'connection_error unknown TypeError',
    reply: async (wire) => wire.reset(),
    run: async (place) => {
      void post(place, ASK);
      await underWay(place);
    },
  },
  {
    name: 'drops the reading of a body that fails (fetch)',
    told: 'connection_error unknown TypeError',
    reply: async (wire, answer) => {
      await half(wire, answer);
      wire.close();
    },
    run: async (place) => {
      void (await post(place, ASK)).text();
      await underWay(place);
    },
  },
];

const READINGS: readonly Act[] = [...MAJORS.flatMap(ofClient), ...OF_RESPONSES, ...OF_FETCH];
export default READINGS;
