/** Which library runs in which environment. */
import type { PythonEnvironment } from './environment.ts';
import type { PythonInstrumentation } from './service.ts';

export interface PythonSuite {
  readonly name: string;
  readonly environment: PythonEnvironment;
  readonly instrumentation: PythonInstrumentation;
  readonly env: Readonly<Record<string, string>>;
  /** Whether `str(error)` of this openai holds the whole body, or its message alone (3.38 and later). */
  readonly tellsBody: boolean;
  /** Whether its spans name the host that was called. */
  readonly tellsHost: boolean;
  /** Whether it notices that a stream ends in an error. */
  readonly seesBrokenStreams: boolean;
}

const LATEST = { OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental' };

const OPENAI_2 = { environment: 'openai-2', tellsBody: true } as const;
const OPENAI_3 = { environment: 'openai-3', tellsBody: false } as const;
const OPENLLMETRY = {
  instrumentation: 'openllmetry',
  env: {},
  tellsHost: true,
  seesBrokenStreams: false,
} as const;
const OPENINFERENCE = {
  instrumentation: 'openinference',
  env: {},
  tellsHost: false,
  seesBrokenStreams: true,
} as const;
const CONTRIB = { tellsHost: true, seesBrokenStreams: true } as const;

export const PYTHON_SUITES: readonly PythonSuite[] = [
  { name: 'OpenLLMetry, openai 2', ...OPENAI_2, ...OPENLLMETRY },
  { name: 'OpenLLMetry, openai 3', ...OPENAI_3, ...OPENLLMETRY },
  {
    name: 'python-contrib, openai 2',
    ...OPENAI_2,
    ...CONTRIB,
    instrumentation: 'python-contrib',
    env: {},
  },
  {
    name: 'python-contrib, openai 2, latest conventions',
    ...OPENAI_2,
    ...CONTRIB,
    instrumentation: 'python-contrib',
    env: LATEST,
  },
  {
    name: 'genai-openai, openai 3',
    ...OPENAI_3,
    ...CONTRIB,
    instrumentation: 'python-genai',
    env: {},
  },
  { name: 'OpenInference, openai 2', ...OPENAI_2, ...OPENINFERENCE },
  { name: 'OpenInference, openai 3', ...OPENAI_3, ...OPENINFERENCE },
];
