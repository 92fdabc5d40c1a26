import type { PriceLibrary, PriceTable } from '@fuelgauge/pricing';
import type { Span } from '@opentelemetry/api';
import type { InstrumentationConfig } from '@opentelemetry/instrumentation';

/** What is known of an account when its `llm.account.id` is decided. */
export interface AccountInfo {
  /** The name from `accounts`, else the digest of the key; undefined where there is no stable key. */
  readonly id: string | undefined;
  /** `gen_ai.provider.name` of the endpoint. */
  readonly provider: string;
  /** Host that is called. */
  readonly host: string;
}

/** What a request hook is given. */
export interface RequestInfo {
  /** `gen_ai.operation.name`. */
  readonly operation: string;
  /** `gen_ai.provider.name`. */
  readonly provider: string;
  /** The request's body as the application passed it to the client; do not change it. */
  readonly body: unknown;
}

/**
 * What both instrumentations can be told; everything has a default. A malformed field is a TypeError that names it and
 * what it accepts.
 */
export interface FuelgaugeConfig extends InstrumentationConfig {
  /** Names for hosts that fuelgauge does not know: host (or a parent domain) → `gen_ai.provider.name`. */
  providers?: Readonly<Record<string, string>>;
  /** Names for accounts: name → API key. A call with that key carries the name instead of the key's digest. */
  accounts?: Readonly<Record<string, string>>;
  /**
   * Decides `llm.account.id` of every call; return undefined to leave it out. For services that call with
   * their customers' keys. Called once for each key, host and provider.
   */
  accountId?: (account: AccountInfo) => string | undefined;
  /** How many different account ids metrics may carry before the rest become `other`. Default 200. */
  maxAccounts?: number;
  /** Your own prices; they come before every price list. */
  prices?: PriceTable;
  /**
   * The module `@pydantic/genai-prices`, for bundled code, where it cannot be loaded from `node_modules`;
   * `false` to do without list prices.
   */
  priceLibrary?: PriceLibrary | false;
  /**
   * Where another instrumentation has made a GenAI span for the call, that span gets fuelgauge's attributes and
   * there is no second one. Default true; `false` makes a span of its own for every call.
   */
  enrich?: boolean;
  /**
   * Put prompts, answers and tool definitions on spans, as `gen_ai.input.messages` and the like. Default: what
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says, and without it `false`. Images, audio and files are
   * never copied, keys and queries of links are blanked, and of long conversations the first system messages
   * and the last 50 are taken. A span that another instrumentation made gets no content from here.
   */
  captureMessageContent?: boolean;
  /** Characters of each captured text; a longer one is cut and ends in `…`. Default 2000. */
  maxContentLength?: number;
  /** Called when a call's span has started. A fault in it is logged, never thrown. */
  requestHook?: (span: Span, request: RequestInfo) => void;
  /**
   * Called before a call's span ends, with what the client returned: the parsed body, or the last chunk of a
   * stream. A fault in it is logged, never thrown.
   */
  responseHook?: (span: Span, response: unknown) => void;
}

/** Of the instrumentation of the `openai` package. */
export interface OpenAIInstrumentationConfig extends FuelgaugeConfig {}

/** Of the instrumentation of `fetch`. */
export interface FetchInstrumentationConfig extends FuelgaugeConfig {}
