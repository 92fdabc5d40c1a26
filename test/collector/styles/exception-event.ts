import type { SpanOptions } from '../otlp.ts';

/** As `span.record_exception(e)` of OpenTelemetry's SDK for Python writes it. */
export function pythonExceptionEvent(type: string, text: string): NonNullable<SpanOptions['events']>[number] {
  return {
    name: 'exception',
    attributes: {
      'exception.type': type,
      'exception.message': text,
      'exception.stacktrace': `Traceback (most recent call last):\n  File "/app/main.py", line 12, in main\n    client.chat.completions.create(model=model, messages=messages)\n${type}: ${text}\n`,
      'exception.escaped': 'False',
    },
  };
}
