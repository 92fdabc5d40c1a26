/** A reporter of `node --test` that prints one JSON line per finished test; see {@link ReportedTest}. */
import { relative } from 'node:path';

export interface ReportedTest {
  readonly file: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly message?: string;
}

/** The parts of the runner's events that are read here. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly file?: string;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly details?: { readonly type?: string; readonly error?: Error };
  };
}

function reported({ type, data }: TestEvent): ReportedTest | undefined {
  if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') return undefined;
  const failed = type === 'test:fail';
  const cause = data.details?.error?.cause;
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : data.details?.error?.message;
  return {
    file: relative(process.cwd(), data.file ?? ''),
    name: data.name,
    state: data.skip || data.todo ? 'skipped' : failed ? 'failed' : 'passed',
    ...(failed && message ? { message: message.split('\n', 1)[0]! } : {}),
  };
}

export default async function* jsonLines(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const test = reported(event);
    if (test) yield `${JSON.stringify(test)}\n`;
  }
}
