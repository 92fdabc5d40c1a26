import { OpenAI as OpenAI7 } from 'openai';
import { OpenAI as OpenAI4 } from 'openai4';
import { OpenAI as OpenAI5 } from 'openai5';
import { OpenAI as OpenAI6 } from 'openai6';

/** Every major version that is supported. The types are those of the newest: tests use what all of them have. */
export const OPENAI_VERSIONS: readonly { readonly version: number; readonly OpenAI: typeof OpenAI7 }[] = [
  { version: 4, OpenAI: OpenAI4 as unknown as typeof OpenAI7 },
  { version: 5, OpenAI: OpenAI5 as unknown as typeof OpenAI7 },
  { version: 6, OpenAI: OpenAI6 as unknown as typeof OpenAI7 },
  { version: 7, OpenAI: OpenAI7 },
];
