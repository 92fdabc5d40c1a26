import type { OtlpScope, SpanOptions } from '../otlp.ts';
import { JS_CONTRIB } from './js-contrib.ts';
import { LITELLM } from './litellm.ts';
import { OPENINFERENCE } from './openinference.ts';
import { OPENLLMETRY, OPENLLMETRY_OPENAI_3 } from './openllmetry.ts';
import { PYTHON_CONTRIB, PYTHON_GENAI } from './python-contrib.ts';
import type { Row } from './row.ts';
import { VERCEL_AI_SDK } from './vercel-ai-sdk.ts';

/** The failed span that a library makes of a call. */
export interface StyledSpan {
  readonly scope: OtlpScope;
  readonly span: Pick<SpanOptions, 'name' | 'kind' | 'attributes' | 'status' | 'events'>;
}

/**
 * How a library writes a failed call. Some report no failure for an error inside an answer: OpenLLMetry and the JS
 * contrib instrumentation of a stream that breaks, all but OpenLLMetry of a 200 body. Their span is then as it would
 * be for what is raised: the SDK's exception of the chunk, or an application's with the body's `error` in it.
 */
export interface Style {
  /** What is known of it, and where from. */
  readonly library: string;
  /** The whole body is in its text, as Python's repr or as JSON; else the SDK's message alone. */
  readonly tellsBody: boolean;
  span(row: Row): StyledSpan;
}

export const STYLES = {
  openllmetry: OPENLLMETRY,
  'openllmetry-openai-3': OPENLLMETRY_OPENAI_3,
  'python-contrib': PYTHON_CONTRIB,
  'python-genai': PYTHON_GENAI,
  openinference: OPENINFERENCE,
  'js-contrib': JS_CONTRIB,
  'vercel-ai-sdk': VERCEL_AI_SDK,
  litellm: LITELLM,
} as const satisfies Readonly<Record<string, Style>>;

export type StyleName = keyof typeof STYLES;

export const STYLE_NAMES: readonly StyleName[] = Object.keys(STYLES) as StyleName[];

/** @throws {Error} that names the accepted styles. */
export function styleNamed(name: string): Style {
  if (Object.hasOwn(STYLES, name)) return STYLES[name as StyleName];
  throw new Error(`--style: expected ${STYLE_NAMES.join(', ')}; got ${name}`);
}
