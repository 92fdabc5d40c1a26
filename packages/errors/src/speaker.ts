import { endpointOfHost } from '@fuelgauge/semconv';
import type { Facts } from './facts.ts';
import type { HopDraft } from './hops/draft.ts';
import { providerNamed } from './providers.ts';

/** Who speaks in a hop. */
export interface Speaker {
  /** A value of `gen_ai.provider.name`. */
  readonly provider: string;
  /** Whether it passes calls on to others. */
  readonly gateway: boolean;
}

/** Documentation hosts that providers link to in their errors and that answer no calls themselves. */
export const LINKED: readonly (readonly [pattern: RegExp, speaker: Speaker])[] = [
  [/\b(?:help\.aliyun|alibabacloud|bailian\.console)\b/, { provider: 'alibaba', gateway: false }],
  [/\b(?:ai\.google\.dev|ai\.dev\/|ai\.studio|aistudio\.google)/, { provider: 'gcp.gemini', gateway: false }],
  [/\bcloud\.google\.com\/vertex/, { provider: 'gcp.vertex_ai', gateway: false }],
  [/\baka\.ms\/|azure openai|go\.microsoft\.com/i, { provider: 'azure.ai.openai', gateway: false }],
  [/\bvercel\.com\//, { provider: 'vercel', gateway: true }],
  [/\bngrok\.com/, { provider: 'ngrok', gateway: true }],
];

const HOST_IN_TEXT = /https?:\/\/([a-z0-9.-]{4,80})/i;
/** Types by which the relays of the one-api family name themselves. */
export const RELAY_TYPE: RegExp = /^(?:\w+_api_error|new_api_\w+|one_api_\w+|shell_api_\w+)$/;

/** Codes by which a chain without a known URL tells whose software it is. */
export function speakerOfPayload(draft: HopDraft, facts: Facts): Speaker | undefined {
  const types = draft.codes;
  if (types.some((type) => RELAY_TYPE.test(type) && type !== 'google_api_error'))
    return { provider: 'new_api', gateway: true };
  if (types.some((type) => type.startsWith('openrouter_')) || draft.byok !== undefined)
    return { provider: 'openrouter', gateway: true };
  for (const name of facts.headers.keys()) {
    if (name.startsWith('x-litellm-')) return { provider: 'litellm', gateway: true };
    if (name.startsWith('x-portkey-')) return { provider: 'portkey', gateway: true };
    if (name.startsWith('cf-aig-')) return { provider: 'cloudflare', gateway: true };
  }
  if (/litellm/i.test(draft.message)) return { provider: 'litellm', gateway: true };
  return speakerOfText(draft.message);
}

/** Whose host does a sentence link to? */
export function speakerOfText(message: string): Speaker | undefined {
  const text = message.length > 1_000 ? message.slice(0, 1_000) : message;
  for (const [pattern, speaker] of LINKED) if (pattern.test(text)) return speaker;
  const host = HOST_IN_TEXT.exec(text)?.[1];
  return host === undefined ? undefined : endpointOfHost(host.replace(/\.$/, ''));
}

/** The family of a provider that an error names. */
export function familyOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : providerNamed(name)?.family;
}
