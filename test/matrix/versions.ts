/** What the matrix is made of. To add a version, add a row. */

export interface OpenAIVersion {
  /** What npm is asked for; of the major version that still moves, its newest. */
  readonly range: string;
  /** What is certainly there in whatever npm installs: for what came with a later version. */
  readonly atLeast: string;
}

/** First and last of each major version. 4.19.0 is the first that the peer range of the package admits. */
export const OPENAI: readonly OpenAIVersion[] = [
  { range: '4.19.0', atLeast: '4.19.0' },
  { range: '4.104.0', atLeast: '4.104.0' },
  { range: '5.0.0', atLeast: '5.0.0' },
  { range: '5.23.2', atLeast: '5.23.2' },
  { range: '6.0.0', atLeast: '6.0.0' },
  { range: '6.49.0', atLeast: '6.49.0' },
  { range: '7.0.0', atLeast: '7.0.0' },
  { range: '^7.57.0', atLeast: '7.57.0' },
];

/** Before the peer range: not supported, and shown to do no harm. First and last. */
export const UNSUPPORTED_OPENAI: readonly OpenAIVersion[] = [
  { range: '4.0.0', atLeast: '4.0.0' },
  { range: '4.18.0', atLeast: '4.18.0' },
];

export interface OpenTelemetry {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const OPENTELEMETRY: readonly OpenTelemetry[] = [
  {
    name: 'SDK 2, API 1.9',
    dependencies: { '@opentelemetry/api': '~1.9.0', '@opentelemetry/sdk-node': '^0.223.0' },
  },
  {
    name: 'SDK 3, API 1.10',
    dependencies: { '@opentelemetry/api': '~1.10.0', '@opentelemetry/sdk-node': '>=0.300.0 <1.0.0' },
  },
];

/** The newest set, where only one is needed. */
export const NEWEST_OPENTELEMETRY: OpenTelemetry = OPENTELEMETRY.at(-1)!;

/** The oldest Node that the packages say they run on, and one of each line since. */
export const NODES: readonly string[] = ['22.15.0', '24.21.0', '26.10.0'];

/** The last of the oldest line, which has what 22.15 has not yet: for the newest openai only. */
export const LAST_NODE_22: string = '22.23.3';

/** How fuelgauge is loaded. */
export interface Loading {
  readonly name: string;
  readonly module: 'esm' | 'cjs';
  /** Of Node, before the file. */
  readonly flags: readonly string[];
  /** What stands first in the file. */
  readonly first: 'the one line' | 'an SDK with both instrumentations in its list' | 'nothing';
  /** The application tells openai 4 to use the global fetch instead of one of its own. */
  readonly webShim?: true;
}

const REGISTER = '@fuelgauge/instrumentation/register';

export const LOADINGS: readonly Loading[] = [
  { name: 'require', module: 'cjs', flags: [], first: 'the one line' },
  { name: 'import', module: 'esm', flags: [], first: 'the one line' },
  { name: '--import', module: 'esm', flags: ['--import', REGISTER], first: 'nothing' },
  { name: '--require', module: 'cjs', flags: ['--require', REGISTER], first: 'nothing' },
];

/** The application's own SDK: for the newest openai only. */
export const LISTED: Loading = {
  name: 'NodeSDK',
  module: 'cjs',
  flags: [],
  first: 'an SDK with both instrumentations in its list',
};

/** For openai 4 only: the fetch that it uses is then instrumented as well. */
export const WEB_SHIM: Loading = {
  name: 'import, web shim',
  module: 'esm',
  flags: [],
  first: 'the one line',
  webShim: true,
};
