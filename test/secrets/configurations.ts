/** The ways in which fuelgauge is set up, one row each. */
import { canary } from './canaries.ts';

export interface Configuration {
  readonly env: Readonly<Record<string, string>>;
  /** `one line`: the one-line import; else a module that builds SDK and instrumentations in code. */
  readonly loadedBy: 'one line' | 'by-hand.ts';
  /** Spans arrive as JSON, so that each case can be looked for. */
  readonly readable: boolean;
  /** Attributes that may hold content, and never a key. */
  readonly content?: readonly string[];
  /** What somebody else wrote, and on which attributes. */
  readonly theirs?: { readonly attributes: readonly string[]; readonly canary: string };
}

/** Documented in the README of the repository: "only with `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true`". */
export const CONTENT_ATTRIBUTES: readonly string[] = [
  'gen_ai.system_instructions',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.tool.definitions',
];

const one: Omit<Configuration, 'env'> = { loadedBy: 'one line', readable: true };
/** OpenTelemetry's own log has every span at `debug`, with what may be on it. */
const DEBUG_OURS = { FUELGAUGE_LOG: 'debug' };
const DEBUG = { FUELGAUGE_LOG: 'debug', OTEL_LOG_LEVEL: 'debug' };

export const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  'as it comes': { ...one, env: {} },
  'told to log all it can': { ...one, env: DEBUG },
  'with names for accounts': {
    ...one,
    env: { ...DEBUG, FUELGAUGE_ACCOUNTS: 'production=OPENAI_API_KEY,research=ANTHROPIC_API_KEY' },
  },
  'with the newest conventions, in protobuf': {
    ...one,
    readable: false,
    env: {
      ...DEBUG,
      OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    },
  },
  'with an exporter that nobody answers': {
    ...one,
    readable: false,
    env: {
      FUELGAUGE_LOG: 'debug',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${canary('password in the URL of the exporter')}@127.0.0.1:1`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${canary('header of the exporter')}`,
    },
  },
  'with an exporter whose address is of another protocol': {
    ...one,
    readable: false,
    env: {
      FUELGAUGE_LOG: 'debug',
      OTEL_LOG_LEVEL: 'warn',
      OTEL_EXPORTER_OTLP_ENDPOINT: `ftp://user:${canary('password in the URL of the exporter')}@127.0.0.1:1`,
      OTEL_EXPORTER_OTLP_HEADERS: `${canary('header of the exporter')}`,
    },
  },
  'in code, with hooks that throw': {
    ...one,
    loadedBy: 'by-hand.ts',
    env: { ...DEBUG, FAKE_SETUP: 'hooks' },
  },
  'in code, with names for accounts': {
    ...one,
    loadedBy: 'by-hand.ts',
    env: { ...DEBUG, FAKE_SETUP: 'accounts' },
  },
  'beside another library': {
    ...one,
    env: { ...DEBUG_OURS, FAKE_BESIDE: 'true' },
    theirs: { attributes: ['theirs.prompt'], canary: 'what another library wrote' },
  },
  'with content captured': {
    ...one,
    env: { ...DEBUG_OURS, OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' },
    content: CONTENT_ATTRIBUTES,
  },
};
