// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the Collector expands them
/** The spans of `../styles` beside those that the real libraries make of the same failures. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startCollector } from '../collector.ts';
import { describeCollector } from '../needs-collector.ts';
import { type PlainAttributes, type ReadSpan, readSpans, resourceSpans, sendSpans, span } from '../otlp.ts';
import { MODEL, PROMPT } from '../styles/call.ts';
import type { Row } from '../styles/row.ts';
import { STYLES } from '../styles/style.ts';
import { type Answer, startAnswers } from './answers.ts';
import { type PythonEnvironment, pythonForTests } from './environment.ts';
import { type PythonInstrumentation, startPythonService } from './service.ts';

interface Library {
  readonly style: keyof typeof STYLES;
  readonly environment: PythonEnvironment;
  readonly instrumentation: PythonInstrumentation;
}

const LIBRARIES: readonly Library[] = [
  { style: 'openllmetry', environment: 'openai-2', instrumentation: 'openllmetry' },
  { style: 'openllmetry-openai-3', environment: 'openai-3', instrumentation: 'openllmetry' },
  { style: 'python-contrib', environment: 'openai-2', instrumentation: 'python-contrib' },
  { style: 'python-genai', environment: 'openai-3', instrumentation: 'python-genai' },
  { style: 'openinference', environment: 'openai-2', instrumentation: 'openinference' },
];

interface Case {
  readonly name: string;
  readonly host: string;
  /** Absent: no answer comes. */
  readonly answer?: Answer;
}

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });

const NESTED = {
  error: {
    message: 'Provider returned error',
    code: 402,
    metadata: {
      raw: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null}}',
      provider_name: 'DeepSeek',
      is_byok: false,
    },
  },
  user_id: 'user_fake000000000000000001',
};

const CASES: readonly Case[] = [
  { name: 'an error inside an error', host: 'openrouter.ai', answer: json(402, NESTED) },
  {
    name: 'every kind of value',
    host: 'api.openai.com',
    answer: {
      status: 429,
      // As text, since a JavaScript number would not keep 1.0.
      body: '{"error": {"a": null, "b": [true, false, []], "c": 1.0, "d": 1e22, "e": -0.5, "f": {}, "g": 12345678901234567890, "message": "m"}}',
    },
  },
  {
    name: 'quotes, escapes and other scripts in a message',
    host: 'api.deepseek.com',
    answer: json(400, {
      error: { message: 'It\'s "so"\n\t\\ 余额不足 é \u0001 \u200b 😀', code: 'it\'s "both"', type: "it's" },
    }),
  },
  {
    name: 'a list',
    host: 'generativelanguage.googleapis.com',
    answer: json(429, [{ error: { code: 429 } }]),
  },
  {
    name: 'a message beside no error',
    host: 'api.siliconflow.cn',
    answer: json(403, { code: 30001, message: 'balance' }),
  },
  { name: 'an error that is a text', host: 'llm.internal.example', answer: json(401, { error: 'no key' }) },
  {
    name: 'a detail',
    host: 'llm.internal.example',
    answer: json(422, { detail: [{ msg: 'field required' }] }),
  },
  {
    name: 'a message that is no text',
    host: 'api.mistral.ai',
    answer: json(409, { error: { message: { a: 1 } } }),
  },
  { name: 'a JSON text', host: 'api.groq.com', answer: json(404, 'not here') },
  {
    name: 'plain text',
    host: 'api.together.xyz',
    answer: { status: 503, headers: { 'content-type': 'text/plain' }, body: '  upstream connect error \n' },
  },
  {
    name: 'a page',
    host: 'api.x.ai',
    answer: {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html><h1>Bad gateway</h1></html>',
    },
  },
  { name: 'no body', host: 'fake.openai.azure.com', answer: { status: 500, body: '' } },
  {
    name: 'a status of its own',
    host: 'api.perplexity.ai',
    answer: json(529, { error: { message: 'busy' } }),
  },
  { name: 'no answer', host: 'api.cerebras.ai' },
];

/** The row that `explain --jsonl` would be given for a case. */
function rowOf(answer: Answer | undefined, baseUrl: string): Row {
  if (answer === undefined) return { base_url: baseUrl, sdk_message: 'Request timed out.' };
  return { base_url: baseUrl, status: answer.status, body: answer.body };
}

/** A span as far as two of them are compared. */
interface Compared {
  readonly scope: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly unknown[];
}

function comparedOf({ scope, name, kind, status, attributes, events }: ReadSpan): Compared {
  return {
    scope,
    name,
    kind,
    status,
    attributes: unpacked(attributes),
    // The text of a stack trace is each program's own.
    events: events.map(({ name, attributes: { 'exception.stacktrace': _, ...rest } }) => ({ name, rest })),
  };
}

/** JSON that a library put into an attribute, whatever its spaces. */
function unpacked(attributes: PlainAttributes): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value,
    ]),
  );
}

interface Pair {
  readonly emitted: Compared;
  readonly styled: Compared;
}

const STYLED = 'styled';

/** Each case as the library writes it and as the style does, read back from the file of a plain Collector. */
async function pairs(library: Library, python: string): Promise<readonly Pair[]> {
  const collector = await startCollector({ config: PLAIN });
  const answers = await startAnswers();
  try {
    const service = startPythonService({
      python,
      instrumentation: library.instrumentation,
      otlpHttp: collector.otlpHttp,
    });
    for (const { answer, host } of CASES) {
      const baseUrl = answers.url(host);
      answers.next = answer;
      await service.call({ baseUrl, model: MODEL, prompt: PROMPT, timeout: answer ? 20 : 1 });
      const { scope, span: options } = STYLES[library.style].span(rowOf(answer, baseUrl));
      await sendSpans(collector.otlpHttp, [
        resourceSpans([span(options)], { scope, resource: { 'service.name': STYLED } }),
      ]);
    }
    await service.stop();
    await collector.stop();
    const spans = readSpans(collector.outputFile).toSorted((one, other) =>
      Number(BigInt(one.raw.startTimeUnixNano) - BigInt(other.raw.startTimeUnixNano)),
    );
    const from = (styled: boolean): Compared[] =>
      spans.filter(({ resource }) => (resource['service.name'] === STYLED) === styled).map(comparedOf);
    const [emitted, styled] = [from(false), from(true)];
    expect([emitted.length, styled.length]).toEqual([CASES.length, CASES.length]);
    return emitted.map((one, at) => ({ emitted: one, styled: styled[at] as Compared }));
  } finally {
    await answers.close();
    await collector.stop();
  }
}

const PLAIN = {
  receivers: { otlp: { protocols: { http: { endpoint: '${env:OTLP_HTTP}' } } } },
  exporters: { file: { path: '${env:OUTPUT_FILE}' } },
  service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['file'] } } },
};

const ENVIRONMENTS = {
  'openai-2': await pythonForTests('openai-2'),
  'openai-3': await pythonForTests('openai-3'),
};

describeCollector.each(LIBRARIES)('style $style', (library) => {
  const environment = ENVIRONMENTS[library.environment];
  const missing = 'missing' in environment ? environment.missing : undefined;

  describe.skipIf(missing !== undefined)(missing ?? 'is what the library writes of', () => {
    let found: readonly Pair[];
    beforeAll(async () => {
      found = await pairs(library, (environment as { python: string }).python);
    });

    test.each(CASES.map(({ name }, at) => ({ name, at })))('$name', ({ at }) => {
      const { emitted, styled } = found[at] as Pair;
      expect(styled).toEqual(emitted);
    });
  });
});
