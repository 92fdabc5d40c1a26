/**
 * Other instrumentations, and what happens beside each. What they patch was read in the published packages that
 * `evidence` names.
 */
import type { VersionRange } from '../version-range.ts';

/**
 * `genai-span`: it makes an OpenTelemetry GenAI span, which fuelgauge enriches; `http-span`: it makes a span for
 * each HTTP request; `own-tracer`: its spans are its own and go its own way; `wrapper`: it wraps a client that
 * the application hands it; `bundle`: it brings other instrumentations along.
 */
export type PeerKind = 'genai-span' | 'http-span' | 'own-tracer' | 'wrapper' | 'bundle';

export interface Peer {
  /** Exact name, or a prefix that ends in `*`. */
  readonly package: string;
  readonly kind: PeerKind;
  /** Which versions of `openai` it patches by itself; absent where it patches none, or that is not known. */
  readonly openai?: VersionRange;
  /** Up to this version of the peer (`major.minor`) that was read; newer ones may patch more. */
  readonly readUpTo?: string;
  readonly note?: string;
  readonly evidence: string;
}

export const PEERS: readonly Peer[] = [
  {
    package: '@opentelemetry/instrumentation-openai',
    kind: 'genai-span',
    openai: { from: '4.19', below: '7' },
    readUpTo: '0.22',
    evidence: '0.22.0 dist/instrumentation.mjs: init()',
  },
  {
    package: '@traceloop/instrumentation-openai',
    kind: 'genai-span',
    openai: { from: '4', below: '7' },
    readUpTo: '0.27',
    evidence: '0.27.0 dist/index.mjs: init()',
  },
  {
    package: '@traceloop/node-server-sdk',
    kind: 'bundle',
    note: 'it brings the @traceloop instrumentations and an OpenTelemetry SDK',
    evidence: '0.27.0 package.json',
  },
  { package: '@traceloop/instrumentation-*', kind: 'genai-span', evidence: 'llm.request.type on its spans' },
  {
    package: '@arizeai/openinference-instrumentation-openai',
    kind: 'genai-span',
    openai: { from: '5', below: '8' },
    readUpTo: '4.2',
    note: 'its own ESM hook makes `import "openai"` a SyntaxError in 4.2.7: give it the module by hand',
    evidence: '4.2.7 src/instrumentation.ts; run with its hook',
  },
  {
    package: '@arizeai/openinference-instrumentation-*',
    kind: 'genai-span',
    evidence: 'openinference.span.kind on its spans',
  },
  {
    package: '@arizeai/openinference-vercel',
    kind: 'genai-span',
    note: "it translates the AI SDK's spans when they end",
    evidence: '3.2.1 package.json',
  },
  {
    package: '@ai-sdk/otel',
    kind: 'genai-span',
    note: "it makes the AI SDK's spans for calls with telemetry on",
    evidence: '1.0.173: scope gen_ai',
  },
  {
    package: 'openlit',
    kind: 'genai-span',
    openai: { from: '3.1' },
    evidence: '1.15.0 dist/instrumentation/openai/index.js',
  },
  {
    package: '@sentry/node',
    kind: 'own-tracer',
    openai: { from: '4', below: '8' },
    readUpTo: '11.12',
    note: "its AI spans go to Sentry; fuelgauge's go to your OpenTelemetry SDK",
    evidence: '11.12.0 @sentry/server-utils orchestrion/config/openai.js',
  },
  {
    package: 'dd-trace',
    kind: 'own-tracer',
    openai: { from: '3' },
    note: "its spans are Datadog's own; fuelgauge's go to your OpenTelemetry SDK",
    evidence: '6.21.0 packages/datadog-instrumentations/src/openai.js',
  },
  {
    package: 'newrelic',
    kind: 'own-tracer',
    openai: { from: '4' },
    note: "its events are New Relic's own; fuelgauge's spans go to your OpenTelemetry SDK",
    evidence: '13.20.0 lib/subscribers/openai/config.js',
  },
  {
    package: '@langfuse/openai',
    kind: 'wrapper',
    note: 'it records calls of clients that are passed to observeOpenAI()',
    evidence: '5.11.1: a Proxy around the client',
  },
  {
    package: '@langfuse/otel',
    kind: 'bundle',
    note: 'a span processor that sends OpenTelemetry spans to Langfuse',
    evidence: '5.11.1 package.json',
  },
  {
    package: '@opentelemetry/instrumentation-undici',
    kind: 'http-span',
    evidence: '0.34.0: diagnostics channels of undici, which fetch runs on',
  },
  {
    package: '@opentelemetry/instrumentation-http',
    kind: 'http-span',
    evidence: '0.301.0: node:http and node:https',
  },
  {
    package: '@opentelemetry/auto-instrumentations-node',
    kind: 'bundle',
    note: 'it brings instrumentation-http, -undici and (in newer versions) -openai',
    evidence: '0.81.2 build/src/utils.js',
  },
];

/** Parts of instrumentations that instrument nothing themselves. */
const NO_PEERS: ReadonlySet<string> = new Set(['@traceloop/instrumentation-utils']);

/** The line for a package; an exact name before a prefix. */
export function peerOf(name: string): Peer | undefined {
  if (NO_PEERS.has(name)) return undefined;
  return (
    PEERS.find((peer) => peer.package === name) ??
    PEERS.find((peer) => peer.package.endsWith('*') && name.startsWith(peer.package.slice(0, -1)))
  );
}
