/** The telemetry makes trouble: what an application sees of a call while a hook, a tracer, a meter or a context fails. */
import { ASK, ASK_STREAM } from '../application/clients.ts';
import { telemetry } from '../application/trouble.ts';
import { clientOf, drained, headOf, type Place, post } from '../application/uses.ts';
import { errorBody, fine, refuse } from '../server/reply.ts';
import type { Reply } from '../server/server.ts';
import { type Act, type Difference, FINE, MAJORS, settled, underWay } from './act.ts';

/** Names of what `telemetry/troubles.ts` does, and what the span tells of each use while it does it. */
interface Trouble {
  readonly name: string;
  /** It happens in the middle of the call. */
  readonly midway?: boolean;
  readonly told: Act['told'];
  /** How the span ends, if not once: somebody else ends it too, or it cannot be ended. */
  readonly ends?: 'twice' | 'never';
  readonly differs?: (use: string) => Difference | undefined;
}

const FAILED = 'insufficient_balance caller';
/** The span tells what it always tells. */
const AS_EVER = {
  refused: `${FAILED} APIError`,
  'refused fetch': `${FAILED} 402`,
  retried: 'ok (stop) with usage after 2 attempts, 1 retries',
  rest: 'ok (stop) with usage',
};
const WITHOUT_EVENT = { ...AS_EVER, retried: 'ok (stop) with usage after 2 attempts, 0 retries' };
const TELLS_NOTHING = { retried: 'ok after – attempts, 1 retries', rest: 'ok' };
const NO_SPAN = 'no span';

export const TROUBLES: readonly Trouble[] = [
  { name: 'a request hook throws', told: AS_EVER },
  { name: 'a response hook throws', told: AS_EVER },
  { name: 'hooks throw what is no error', told: AS_EVER },
  { name: 'hooks reject', told: AS_EVER },
  { name: 'hooks give a thenable that throws', told: AS_EVER },
  { name: 'hooks never settle', told: AS_EVER },
  {
    name: 'a request hook changes the body',
    told: AS_EVER,
    differs: (use) =>
      /retried call of openai/.test(use)
        ? {
            at: ['requests.1.body', 'requests.1.head'],
            why: 'A hook is handed the application’s own body, as RequestInfo.body says, and must not change it. The first request is on its way by then; the client makes its retry of the same object.',
          }
        : undefined,
  },
  { name: 'a response hook changes the span', told: AS_EVER },
  { name: 'a request hook ends the span', ends: 'twice', told: 'ok' },
  { name: 'the account is decided by what throws', told: AS_EVER },
  { name: 'the account is decided by what rejects', told: AS_EVER },
  // It is asked once; a retry is seen as a call, and has the tracer of before.
  { name: 'the tracer provider throws', told: { retried: 'ok (stop) with usage', rest: NO_SPAN } },
  { name: 'the tracer throws', told: NO_SPAN },
  { name: 'the tracer gives no span', told: NO_SPAN },
  { name: 'the tracer gives a span on which everything throws', told: NO_SPAN },
  { name: 'setAttributes() throws', told: TELLS_NOTHING },
  {
    name: 'setStatus() throws',
    told: { ...AS_EVER, refused: `${FAILED} APIError status 0!`, 'refused fetch': `${FAILED} 402 status 0!` },
  },
  { name: 'addEvent() throws', told: WITHOUT_EVENT },
  { name: 'isRecording() throws', told: TELLS_NOTHING },
  { name: 'end() throws', ends: 'never', told: 'ok' },
  { name: 'the sampler throws', told: NO_SPAN },
  { name: 'the sampler samples nothing', told: NO_SPAN },
  { name: 'a span processor throws when spans start', told: NO_SPAN },
  { name: 'a span processor throws when spans end', told: AS_EVER },
  { name: 'the exporter throws', told: AS_EVER },
  { name: 'the exporter hangs', told: AS_EVER },
  { name: 'the exporter fails', told: AS_EVER },
  { name: 'the meter provider throws', told: AS_EVER },
  { name: 'the meter makes no instruments', told: AS_EVER },
  { name: 'the meter gives undefined', told: WITHOUT_EVENT },
  { name: 'instruments throw', told: WITHOUT_EVENT },
  { name: 'the context manager throws when it is asked for the context', told: AS_EVER },
  { name: 'the context manager throws before it runs what it is given', told: AS_EVER },
  { name: 'the context manager throws after it has run what it was given', told: AS_EVER },
  { name: 'there is no context manager', told: AS_EVER },
  { name: 'the logger throws, and there is something to log', told: AS_EVER },
  { name: 'the SDK is shut down', midway: true, told: AS_EVER },
  { name: 'the instrumentation is disabled', midway: true, told: AS_EVER },
  { name: 'the instrumentation is disabled and enabled again', midway: true, told: AS_EVER },
  { name: 'the instrumentation is enabled', midway: true, told: NO_SPAN },
  { name: 'the configuration changes', midway: true, told: AS_EVER },
  { name: 'the tracer provider changes', midway: true, told: AS_EVER },
];

const refused: Reply = (wire, answer) =>
  refuse(
    wire,
    answer,
    402,
    errorBody('insufficient_quota', 'You exceeded your current quota', { code: 'insufficient_quota' }),
  );
const late: Reply = async (wire, answer) => {
  wire.holding = true;
  await wire.pause(60);
  await fine(wire, answer);
};
interface Use {
  readonly name: string;
  readonly reply: Reply;
  readonly run: (place: Place, midway: () => unknown) => unknown;
}

const USES: readonly Use[] = MAJORS.flatMap((major): Use[] => [
  {
    name: `a call of openai ${major}`,
    reply: FINE,
    run: (place) => settled(clientOf(major, place).chat.completions.create({ ...ASK })),
  },
  {
    name: `a retried call of openai ${major}`,
    reply: (wire, answer, attempt) =>
      attempt > 0
        ? fine(wire, answer)
        : refuse(wire, answer, 429, errorBody('requests', 'Slow down'), { 'retry-after-ms': '1' }),
    run: (place) => settled(clientOf(major, place, { maxRetries: 1 }).chat.completions.create({ ...ASK })),
  },
  {
    name: `a refused call of openai ${major}`,
    reply: refused,
    run: (place) => settled(clientOf(major, place).chat.completions.create({ ...ASK })),
  },
  {
    name: `a stream of openai ${major}`,
    reply: FINE,
    run: async (place) => drained(await clientOf(major, place).chat.completions.create({ ...ASK_STREAM })),
  },
]).concat([
  {
    name: 'a fetch',
    reply: FINE,
    run: async (place) => {
      const response = await post(place, ASK);
      return [headOf(response), await response.json()];
    },
  },
  {
    name: 'a refused fetch',
    reply: refused,
    run: async (place) => {
      const response = await post(place, ASK);
      return [headOf(response), await response.json()];
    },
  },
  {
    name: 'a stream by fetch',
    reply: FINE,
    run: async (place) => (await post(place, ASK_STREAM)).text(),
  },
]);

const MIDWAY: readonly Use[] = MAJORS.flatMap((major): Use[] => [
  {
    name: `a call of openai ${major}`,
    reply: late,
    run: async (place, midway) => {
      const call = settled(clientOf(major, place).chat.completions.create({ ...ASK }));
      await underWay(place);
      await midway();
      return call;
    },
  },
  {
    name: `a stream of openai ${major}`,
    reply: FINE,
    run: async (place, midway) => {
      let chunks = 0;
      return drained(
        await clientOf(major, place).chat.completions.create({ ...ASK_STREAM }),
        async (chunk) => {
          if (++chunks === 2) await midway();
          return chunk;
        },
      );
    },
  },
]).concat([
  {
    name: 'a fetch',
    reply: FINE,
    run: async (place, midway) => {
      const response = await post(place, ASK);
      await midway();
      return [headOf(response), await response.json()];
    },
  },
  {
    name: 'a stream by fetch',
    reply: FINE,
    run: async (place, midway) => {
      const reader = (await post(place, ASK_STREAM)).body!.getReader();
      const parts: Uint8Array[] = [];
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        if (parts.length === 0) await midway();
        parts.push(step.value);
      }
      return Buffer.concat(parts).toString();
    },
  },
]);

const TROUBLE_ACTS: readonly Act[] = TROUBLES.flatMap(({ name, midway = false, told, ends, differs }) =>
  (midway ? MIDWAY : USES).map((use): Act => {
    const difference = differs?.(use.name);
    return {
      name: `makes ${use.name} while ${name}`,
      reply: use.reply,
      told,
      ...(ends !== undefined && { ends }),
      ...(difference !== undefined && { differs: difference }),
      run: async (place) => {
        const { trouble } = telemetry;
        trouble.begin(name);
        try {
          return await use.run(place, () => trouble.midway(name));
        } finally {
          trouble.end(name);
        }
      },
    };
  }),
);
export default TROUBLE_ACTS;
