import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isSubjectName, type SubjectName, subjectNames } from './subjects.ts';

export interface SuiteOptions {
  /** Whose instrumentation is preloaded; `ours` unless `--peer` names another. */
  subject: SubjectName;
  /** The tag of openai-node whose tests run. */
  tag: string;
  /** Run the generated API-resource tests against the mock server instead of the hand-written ones. */
  generated: boolean;
  /** Also replace `globalThis.fetch` by our instrumented one before the tests load. */
  globalFetch: boolean;
  /** Run the control only: the suite as it is, with nothing but `openai` imported beforehand. */
  baselineOnly: boolean;
  /** Where the repository comes from: a URL or a folder that git can clone. */
  repository: string;
  /** Folder outside this repository that keeps clones, installed peers and results. */
  cache: string;
  /** Only test files whose path contains one of these; empty means all. */
  filters: readonly string[];
}

export const defaultTag = 'v7.5.0';
export const defaultRepository = 'https://github.com/openai/openai-node.git';

/** `$FUELGAUGE_SUITE_CACHE`, else the user's cache folder. */
export function defaultCache(env: NodeJS.ProcessEnv): string {
  return env.FUELGAUGE_SUITE_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'fuelgauge');
}

/** Reads the command line. Throws a `TypeError` on an unknown option or peer. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): SuiteOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      tag: { type: 'string', default: defaultTag },
      peer: { type: 'string', default: 'ours' },
      generated: { type: 'boolean', default: false },
      'global-fetch': { type: 'boolean', default: false },
      baseline: { type: 'boolean', default: false },
      cache: { type: 'string', default: defaultCache(env) },
    },
  });
  if (!isSubjectName(values.peer)) {
    throw new TypeError(`--peer ${values.peer}: expected one of ${subjectNames.join(', ')}`);
  }
  if (values['global-fetch'] && values.peer !== 'ours') {
    throw new TypeError(
      '--global-fetch wraps fetch with our own instrumentation, so it does not go with --peer',
    );
  }
  return {
    subject: values.peer,
    tag: values.tag,
    generated: values.generated,
    globalFetch: values['global-fetch'],
    baselineOnly: values.baseline,
    repository: env.OPENAI_NODE_REPO ?? defaultRepository,
    cache: values.cache,
    filters: positionals,
  };
}
