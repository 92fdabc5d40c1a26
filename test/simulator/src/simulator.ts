import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Account, type Accounts, createAccounts } from './accounts.ts';
import { type AnswerSettings, answerTo, DEFAULT_ANSWER } from './answer.ts';
import { anthropicEndpoint, anthropicHeaders, anthropicModels, anthropicRefusal } from './anthropic.ts';
import { balanceAnswer } from './balances.ts';
import { accountFailure, charge } from './billing.ts';
import { type Call, type Endpoint, isJson, type Reply } from './call.ts';
import { chatQuestion, chatReply, completionQuestion, completionReply } from './chat.ts';
import {
  DEFAULT_DELIVERY,
  type Delivery,
  type Outgoing,
  sendBody,
  sendJson,
  sendStream,
} from './delivery.ts';
import { geminiEndpoint, geminiModels, listsErrors } from './gemini.ts';
import {
  embeddingsReply,
  filesReply,
  imagesReply,
  inputQuestion,
  modelOf,
  modelsReply,
  moderationReply,
  speechReply,
  transcriptionReply,
} from './other-endpoints.ts';
import {
  PROVIDERS,
  type ProviderId,
  type Route,
  routeOf,
  type TokenCounts,
  upstreamOf,
} from './providers.ts';
import { blankedHeaders, blankedPath, keyOf, parseBody, type RequestRecord } from './request-log.ts';
import { fetchThrough } from './reroute.ts';
import { createResponse, type ResponseStore, responsesQuestion, storedResponse } from './responses.ts';
import { type FailureContext, SCENARIOS, type ScenarioName } from './scenarios.ts';
import { vercelEndpoint, vercelModel } from './vercel.ts';

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly answer?: Partial<AnswerSettings>;
  readonly delivery?: Partial<Delivery>;
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

export interface FailOptions {
  /** How many calls fail; default 1. */
  readonly times?: number;
  /**
   * Only requests whose path contains this. Default: any POST that asks a model; a balance endpoint fails
   * only when it is named here.
   */
  readonly path?: string;
  /** Only requests for this model. */
  readonly model?: string;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`, which is also the `endpoint` of an Azure client. */
  readonly origin: string;
  readonly port: number;
  /** Base URL of a provider, for a client's `baseURL`. */
  url(provider: ProviderId): string;
  /**
   * The provider's own base URL with its real host name and this port (`http://openrouter.ai:PORT/api/v1`).
   * It works where `resolveHostsLocally` has sent the name here.
   */
  hostUrl(provider: ProviderId): string;
  /** A fetch that sends requests for the providers' real hosts here and all others on. */
  readonly fetch: typeof globalThis.fetch;
  readonly accounts: Accounts;
  /** What the model says; change it at will. */
  readonly answer: AnswerSettings;
  /** How answers travel; change it at will. */
  readonly delivery: Delivery;
  /**
   * Headers for the next answers, good or failing, added to or instead of the service's own: another dialect of
   * rate limits, say. Change it at will; `reset` restores it.
   */
  answerHeaders: Record<string, string>;
  /** Every request so far, oldest first. */
  readonly requests: RequestRecord[];
  /** Makes the next matching calls fail. Calls queue up in the order they were asked for. */
  failNext(provider: ProviderId, scenario: ScenarioName, options?: FailOptions): void;
  /** Forgets requests and pending failures, and restores answer, its headers and delivery. Accounts stay. */
  reset(): void;
  /** Closes the server and every connection, stalled ones too. */
  close(): Promise<void>;
}

interface PendingFailure {
  readonly provider: ProviderId;
  readonly scenario: ScenarioName;
  readonly path: string | undefined;
  readonly model: string | undefined;
  left: number;
}

/** POST endpoints that ask a model, as OpenAI named them. */
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/chat/completions': { question: chatQuestion, reply: chatReply },
  '/completions': { question: completionQuestion, reply: completionReply },
  '/embeddings': { question: inputQuestion, reply: embeddingsReply },
  '/images/generations': { question: inputQuestion, reply: imagesReply },
  '/audio/speech': { question: inputQuestion, reply: speechReply },
  '/audio/transcriptions': { question: completionQuestion, reply: transcriptionReply },
  '/moderations': { question: inputQuestion, reply: moderationReply },
};

/** Names that a service answers to and then tells with a date. */
const DATED_MODELS: Readonly<Partial<Record<ProviderId, Readonly<Record<string, string>>>>> = {
  openai: { 'gpt-4o-mini': 'gpt-4o-mini-2024-07-18' },
  anthropic: { 'claude-haiku-4-5': 'claude-haiku-4-5-20251001' },
};

const NO_TOKENS: TokenCounts = {
  prompt: 0,
  cached: 0,
  written: 0,
  writtenForHour: 0,
  completion: 0,
  reasoning: 0,
};

/** Starts the eight services on one local port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const accounts = createAccounts();
  const answer: AnswerSettings = { ...DEFAULT_ANSWER, ...options.answer };
  const delivery: Delivery = { ...DEFAULT_DELIVERY, ...options.delivery };
  const requests: RequestRecord[] = [];
  const failures: PendingFailure[] = [];
  const responses: ResponseStore = new Map();
  let answerHeaders: Record<string, string> = { ...options.answerHeaders };
  let serial = 0;

  const server = createServer((request, response) => {
    // A fault in the simulator must fail the test loudly, not hang it.
    handle(request, response).catch((error: unknown) => {
      console.error('simulator:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  function takeFailure(route: Route, model: string, asksModel: boolean): ScenarioName | undefined {
    const at = failures.findIndex(
      (failure) =>
        failure.provider === route.provider &&
        (failure.path === undefined ? asksModel : route.path.includes(failure.path)) &&
        (failure.model === undefined || failure.model === model),
    );
    const failure = failures[at];
    if (!failure) return undefined;
    failure.left -= 1;
    if (failure.left <= 0) failures.splice(at, 1);
    return failure.scenario;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    const route = routeOf(request.headers.host ?? '', url.pathname);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = await parseBody(request.headers['content-type'] ?? '', Buffer.concat(chunks));

    const gone = new AbortController();
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const record: RequestRecord = {
      provider: route?.provider,
      method: request.method ?? 'GET',
      path: blankedPath(url),
      headers: blankedHeaders(request.rawHeaders),
      body,
      scenario: undefined,
      status: undefined,
      chunksSent: 0,
      chunksTotal: undefined,
      aborted: false,
      closed,
    };
    requests.push(record);
    response.on('close', () => {
      // `destroyed` by us means that the simulator cut the connection itself.
      record.aborted =
        !response.writableFinished && record.scenario !== 'cut' && record.scenario !== 'connection_reset';
      gone.abort();
    });
    const outgoing: Outgoing = {
      response,
      record,
      delivery: { ...delivery },
      acceptsGzip: /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')),
      gone: gone.signal,
      fault: undefined,
      extraHeaders: { ...answerHeaders },
    };
    if (!route) {
      await sendJson(outgoing, 404, {}, { error: { message: `Unknown path ${url.pathname}` } });
      return;
    }
    const key = keyOf(route.provider, request.headers, url.searchParams);
    await answerRequest(route, url.searchParams, outgoing, key);
  }

  function endpointOf(
    route: Route,
    query: URLSearchParams,
    headers: RequestRecord['headers'],
  ): Endpoint | undefined {
    if (route.path === '/responses')
      return { question: responsesQuestion, reply: (call: Call) => createResponse(call, responses) };
    return (
      (route.provider === 'anthropic' ? anthropicEndpoint(route.path) : undefined) ??
      (route.provider === 'gemini' ? geminiEndpoint(route.path, query) : undefined) ??
      (route.provider === 'vercel' ? vercelEndpoint(route.path, headers) : undefined) ??
      ENDPOINTS[route.path]
    );
  }

  async function answerRequest(
    route: Route,
    query: URLSearchParams,
    outgoing: Outgoing,
    key: string | undefined,
  ): Promise<void> {
    const { record } = outgoing;
    const { method, body } = record;
    serial += 1;
    const inHeader = route.provider === 'vercel' ? vercelModel(record.headers) : undefined;
    const model = route.model ?? inHeader ?? modelOf(body);
    const context: FailureContext = {
      provider: route.provider,
      model,
      upstream: upstreamOf(model).name,
      requestId: `req_fake${String(serial).padStart(16, '0')}`,
      now: Date.now(),
    };
    const endpoint = method === 'POST' ? endpointOf(route, query, record.headers) : undefined;
    const asksModel = endpoint !== undefined && !endpoint.free;

    const refusal =
      route.provider === 'anthropic' && method === 'POST'
        ? anthropicRefusal(route.path, record.headers, context)
        : undefined;
    if (refusal) {
      await sendReply(outgoing, headersOf(context, false), refusal);
      return;
    }
    const keyIsWrong = key === undefined || key.includes('invalid');
    const account = keyIsWrong ? undefined : accounts.of(route.provider, key);
    const scenario =
      takeFailure(route, model, asksModel) ??
      (account === undefined
        ? 'invalid_key'
        : asksModel
          ? accountFailure(account, model, accounts)
          : undefined);
    record.scenario = scenario;
    const failure = scenario && SCENARIOS[scenario].failure;
    const fault = failure?.kind === 'transport' ? failure.fault : undefined;
    const out: Outgoing = { ...outgoing, fault };

    if (failure?.kind === 'response') {
      const { status, headers, body: says } = failure.at?.[route.provider] ?? failure;
      const failed = says(context);
      const text =
        typeof failed === 'string' ? failed : JSON.stringify(listsErrors(route, query) ? [failed] : failed);
      await sendBody(
        out,
        status,
        {
          ...headersOf(context, false),
          ...(status === 204 ? {} : { 'content-type': failure.contentType ?? 'application/json' }),
          ...headers?.(context),
        },
        text,
      );
      return;
    }
    if (!account) throw new Error(`scenario ${scenario} needs a key`);

    const reply = endpoint
      ? endpoint.reply(openCall(account, endpoint, context, failure, body), body)
      : otherReply(route, query, account, method, body);
    if (reply)
      await sendReply(
        out,
        headersOf(context, (reply.kind === 'json' ? (reply.status ?? 200) : 200) < 400),
        reply,
      );
    else await sendJson(out, 404, headersOf(context, false), { error: { message: 'Not found', code: 404 } });
  }

  async function sendReply(
    out: Outgoing,
    headers: Readonly<Record<string, string>>,
    reply: Reply,
  ): Promise<void> {
    if (reply.kind === 'stream') {
      await sendStream(out, headers, reply.frames, reply.contentType);
    } else if (reply.kind === 'bytes') {
      await sendBody(out, 200, { ...headers, 'content-type': reply.contentType }, reply.body);
    } else {
      await sendJson(out, reply.status ?? 200, headers, reply.body);
    }
  }

  function openCall(
    account: Account,
    endpoint: Endpoint,
    context: FailureContext,
    failure: (typeof SCENARIOS)[ScenarioName]['failure'] | undefined,
    body: unknown,
  ): Call {
    const request = isJson(body) ? body : {};
    const answered = answerTo(endpoint.question(request), answer);
    return {
      provider: account.provider,
      account,
      request,
      requestedModel: context.model,
      responseModel: DATED_MODELS[account.provider]?.[context.model] ?? context.model,
      answer: answered,
      bill: charge(account, context.model, endpoint.free ? NO_TOKENS : answered.tokens, accounts),
      chunks: delivery.chunks,
      failure: failure?.kind === 'in_answer' ? failure : undefined,
      context,
      created: Math.floor(context.now / 1000),
      serial,
    };
  }

  function otherReply(
    route: Route,
    query: URLSearchParams,
    account: Account,
    method: string,
    body: unknown,
  ): Reply | undefined {
    const balance = balanceAnswer(account, method, route.path);
    if (balance) return { kind: 'json', ...balance };
    if (method === 'GET' && (route.path === '/models' || route.path.startsWith('/models/')))
      return route.provider === 'anthropic'
        ? anthropicModels(route.path)
        : route.provider === 'gemini'
          ? geminiModels(route.path)
          : modelsReply(route.path, route.provider);
    if (route.path === '/files') return filesReply(method, body, Math.floor(Date.now() / 1000));
    return storedResponse(method, route.path, query, responses);
  }

  return {
    origin,
    port,
    url: (provider) => origin + PROVIDERS[provider].mount,
    hostUrl: (provider) => `http://${PROVIDERS[provider].hosts[0]}:${port}${PROVIDERS[provider].basePath}`,
    fetch: fetchThrough(origin),
    accounts,
    answer,
    delivery,
    get answerHeaders() {
      return answerHeaders;
    },
    set answerHeaders(headers) {
      answerHeaders = headers;
    },
    requests,
    failNext: (provider, scenario, { times = 1, path, model } = {}) => {
      failures.push({ provider, scenario, path, model, left: times });
    },
    reset: () => {
      requests.length = 0;
      failures.length = 0;
      answerHeaders = { ...options.answerHeaders };
      Object.assign(answer, DEFAULT_ANSWER, options.answer);
      Object.assign(delivery, DEFAULT_DELIVERY, options.delivery);
    },
    close: async () => {
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await done;
    },
  };
}

/** Headers that each service sends with every answer, or only with a good one. */
function headersOf(context: FailureContext, isGood: boolean): Record<string, string> {
  switch (context.provider) {
    case 'openai':
      return {
        'x-request-id': context.requestId,
        'openai-organization': 'org-fake',
        'openai-processing-ms': '12',
        'openai-version': '2020-10-01',
        'x-ratelimit-limit-requests': '500',
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-requests': '499',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-requests': '120ms',
        'x-ratelimit-reset-tokens': '6m0s',
      };
    case 'deepseek':
      return { 'x-ds-trace-id': context.requestId };
    case 'moonshot':
      return { 'msh-request-id': context.requestId };
    case 'siliconflow':
      return { 'x-siliconcloud-trace-id': context.requestId };
    case 'anthropic':
      return anthropicHeaders(context, isGood);
    case 'gemini':
      return { 'server-timing': 'gfet4t7; dur=12', 'x-content-type-options': 'nosniff' };
    case 'vercel':
      return { 'x-vercel-id': context.requestId };
    default:
      return { 'x-generation-id': context.requestId };
  }
}
