/** What goes wrong in the telemetry, by the names of `acts/troubles.ts`. All of it by public ways. */
import {
  FetchInstrumentation,
  type FuelgaugeConfig,
  OpenAIInstrumentation,
} from '@fuelgauge/instrumentation';
import {
  type ContextManager,
  context,
  DiagLogLevel,
  diag,
  type Meter,
  type MeterProvider,
  metrics,
  type ProxyTracerProvider,
  type Span,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  type ReadableSpan,
  TracerProvider as SdkTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { TROUBLES } from '../acts/troubles.ts';
import { CLIENTS } from '../application/clients.ts';
import type { Trouble } from '../application/trouble.ts';
import { ledger } from './ledger.ts';

/** The instrumentations of one call. */
class Setup {
  readonly openai: OpenAIInstrumentation;
  readonly fetching: FetchInstrumentation;
  /** Undoes what the trouble did. */
  readonly undo: (() => void)[] = [];
  onMidway: () => unknown = () => {};

  constructor(config: FuelgaugeConfig = {}) {
    this.openai = new OpenAIInstrumentation(config);
    for (const client of Object.values(CLIENTS)) this.openai.manuallyInstrument(client);
    this.fetching = new FetchInstrumentation(config);
    this.undo.push(() => {
      this.openai.disable();
      this.fetching.disable();
    });
  }

  both(change: (instrumentation: OpenAIInstrumentation | FetchInstrumentation) => void): this {
    change(this.openai);
    change(this.fetching);
    return this;
  }
}

const broken = (): never => {
  throw new RangeError('of the telemetry');
};
const rejects = (): never => Promise.reject(new RangeError('of the telemetry')) as never;

const tracing = (provider: TracerProvider): Setup =>
  new Setup().both((one) => one.setTracerProvider(provider));
/** Through the global API, as most applications register: there a provider is asked when a call is made. */
function registered(providers: { readonly tracer?: TracerProvider; readonly meter?: MeterProvider }): Setup {
  const setup = new Setup();
  const register = (tracer: TracerProvider, meter: MeterProvider): void => {
    trace.disable();
    trace.setGlobalTracerProvider(tracer);
    metrics.disable();
    metrics.setGlobalMeterProvider(meter);
  };
  const before = [trace.getTracerProvider() as ProxyTracerProvider, metrics.getMeterProvider()] as const;
  const tracer = before[0].getDelegate();
  register(providers.tracer ?? tracer, providers.meter ?? before[1]);
  setup.undo.push(() => register(tracer, before[1]));
  return setup;
}

const metering = (meter: object): Setup => registered({ meter: { getMeter: () => meter as Meter } });

/** The real SDK, with something in it that is not as it should be. */
const sdk = (options: object, ...processors: SpanProcessor[]): Setup =>
  tracing(new SdkTracerProvider({ spanProcessors: [ledger, ...processors], ...options }));

const processor = (own: Partial<SpanProcessor>): SpanProcessor => ({
  onStart: () => {},
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
  ...own,
});

const beforeTheLedger = (own: Partial<SpanProcessor>): Setup =>
  tracing(new SdkTracerProvider({ spanProcessors: [processor(own), ledger] }));

const exporting = (
  send: (spans: ReadableSpan[], done: (result: { code: number; error?: Error }) => void) => void,
): Setup =>
  sdk(
    {},
    new SimpleSpanProcessor({
      exporter: { export: send, shutdown: async () => {}, forceFlush: async () => {} } as never,
    }),
  );

/** A real span that has lost one of its methods. */
const withSpan = (...methods: (keyof Span)[]): Setup =>
  beforeTheLedger({
    onStart: (span) => Object.assign(span, Object.fromEntries(methods.map((name) => [name, broken]))),
  });

const instrument = { add: broken, record: broken, addCallback: broken, removeCallback: broken };
const METER_METHODS = [
  'createCounter',
  'createHistogram',
  'createObservableGauge',
  'createGauge',
  'createUpDownCounter',
  'createObservableCounter',
  'createObservableUpDownCounter',
  'addBatchObservableCallback',
  'removeBatchObservableCallback',
];
const meterOf = (make: () => unknown): object =>
  Object.fromEntries(METER_METHODS.map((name) => [name, make]));

function managing(own: Partial<ContextManager>): Setup {
  const setup = new Setup();
  const before = new AsyncLocalStorageContextManager().enable();
  const manager: ContextManager = {
    active: () => before.active(),
    with: (at, run, self, ...args) => before.with(at, run, self, ...args),
    bind: (at, target) => before.bind(at, target),
    enable: () => manager,
    disable: () => manager,
    ...own,
  };
  context.disable();
  context.setGlobalContextManager(manager);
  setup.undo.push(() => {
    context.disable();
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  return setup;
}

const everythingThrows = new Proxy({}, { get: () => broken }) as Span;

const SETUPS: Readonly<Record<string, () => Setup>> = {
  'a request hook throws': () => new Setup({ requestHook: broken }),
  'a response hook throws': () => new Setup({ responseHook: broken }),
  'hooks throw what is no error': () => {
    const odd = (): never => {
      throw Object.freeze(Object.create(null) as object);
    };
    return new Setup({ requestHook: odd, responseHook: odd });
  },
  'hooks reject': () => new Setup({ requestHook: rejects, responseHook: rejects }),
  'hooks give a thenable that throws': () => {
    const odd = (): void => Object.defineProperty({}, 'then', { value: broken }) as never;
    return new Setup({ requestHook: odd, responseHook: odd });
  },
  'hooks never settle': () => {
    const never = (): void => new Promise(() => {}) as never;
    return new Setup({ requestHook: never, responseHook: never });
  },
  'a request hook changes the body': () =>
    new Setup({
      requestHook: (_, { body }) => {
        (body as { user: string }).user = 'changed by the hook';
      },
    }),
  'a response hook changes the span': () =>
    new Setup({
      responseHook: (span) => {
        span.setAttribute('app.mine', true).updateName('mine');
        span.recordException(new Error('of the hook'));
      },
    }),
  'a request hook ends the span': () => new Setup({ requestHook: (span) => span.end() }),
  'the account is decided by what throws': () => new Setup({ accountId: broken }),
  'the account is decided by what rejects': () => new Setup({ accountId: rejects }),
  'the tracer provider throws': () => registered({ tracer: { getTracer: broken } }),
  'the tracer throws': () => tracing({ getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) }),
  'the tracer gives no span': () =>
    tracing({ getTracer: () => ({ startSpan: () => undefined, startActiveSpan: broken }) as never }),
  'the tracer gives a span on which everything throws': () =>
    tracing({ getTracer: () => ({ startSpan: () => everythingThrows, startActiveSpan: broken }) }),
  'setAttributes() throws': () => withSpan('setAttributes', 'setAttribute'),
  'setStatus() throws': () => withSpan('setStatus'),
  'addEvent() throws': () => withSpan('addEvent'),
  'isRecording() throws': () => withSpan('isRecording'),
  'end() throws': () => withSpan('end'),
  'the sampler throws': () => sdk({ sampler: { shouldSample: broken } }),
  'the sampler samples nothing': () => sdk({ sampler: new AlwaysOffSampler() }),
  'a span processor throws when spans start': () => beforeTheLedger({ onStart: broken }),
  'a span processor throws when spans end': () => sdk({}, processor({ onEnd: broken })),
  'the exporter throws': () => exporting(broken),
  'the exporter hangs': () => exporting(() => {}),
  'the exporter fails': () => exporting((_, done) => done({ code: 1, error: new Error('of the exporter') })),
  'the meter provider throws': () => registered({ meter: { getMeter: broken } }),
  'the meter makes no instruments': () => metering(meterOf(broken)),
  'the meter gives undefined': () => metering(meterOf(() => undefined)),
  'instruments throw': () => metering(meterOf(() => instrument)),
  'the context manager throws when it is asked for the context': () => managing({ active: broken }),
  'the context manager throws before it runs what it is given': () => managing({ with: broken }),
  'the context manager throws after it has run what it was given': () =>
    managing({
      with: (_, run, self, ...args) => {
        run.apply(self as never, args);
        return broken();
      },
    }),
  'there is no context manager': () => {
    const setup = managing({});
    context.disable();
    return setup;
  },
  'the logger throws, and there is something to log': () => {
    const setup = new Setup({ requestHook: broken, responseHook: broken, accountId: broken });
    diag.setLogger(
      { error: broken, warn: broken, info: () => {}, debug: () => {}, verbose: () => {} },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    setup.undo.push(() => diag.disable());
    return setup;
  },
  'the SDK is shut down': () => {
    const provider = new SdkTracerProvider({ spanProcessors: [ledger] });
    const setup = tracing(provider);
    setup.onMidway = () => provider.shutdown();
    return setup;
  },
  'the instrumentation is disabled': () => {
    const setup = new Setup();
    setup.onMidway = () => setup.both((one) => one.disable());
    return setup;
  },
  'the instrumentation is disabled and enabled again': () => {
    const setup = new Setup();
    setup.onMidway = () => setup.both((one) => one.disable()).both((one) => one.enable());
    return setup;
  },
  'the instrumentation is enabled': () => {
    const setup = new Setup().both((one) => one.disable());
    setup.onMidway = () => setup.both((one) => one.enable());
    return setup;
  },
  'the configuration changes': () => {
    const setup = new Setup();
    setup.onMidway = () =>
      setup.both((one) =>
        one.setConfig({ enabled: true, responseHook: broken, captureMessageContent: true }),
      );
    return setup;
  },
  'the tracer provider changes': () => {
    const setup = new Setup();
    setup.onMidway = () =>
      setup.both((one) => one.setTracerProvider(new SdkTracerProvider({ spanProcessors: [ledger] })));
    return setup;
  },
};

for (const { name } of TROUBLES) {
  if (SETUPS[name] === undefined) throw new Error(`nobody makes this trouble: ${name}`);
}

let now: Setup | undefined;

export const trouble: Trouble = {
  begin(name) {
    now = (SETUPS[name] as () => Setup)();
  },
  midway: () => now?.onMidway(),
  end() {
    for (const undo of now?.undo.reverse() ?? []) undo();
    now = undefined;
  },
};
