/** Whose code a file is, by its path; the first that matches. */
const GROUPS: readonly (readonly [pattern: RegExp, group: string])[] = [
  [/\/test\/benchmarks\//, 'the benchmark'],
  [/\/(?:packages|@fuelgauge)\/([\w-]+)\//, 'fuelgauge: $1'],
  [/genai-prices/, 'price list'],
  [/\/sdk-trace(?:-base)?\//, 'SDK: spans'],
  [/\/sdk-metrics\//, 'SDK: metrics'],
  [/\/@opentelemetry\/(?:api|context-async-hooks)\//, 'OpenTelemetry API and context'],
  [/\/@opentelemetry\//, 'OpenTelemetry, other'],
  [/\/node_modules\/openai\//, 'openai client'],
  [/^node:/, 'Node'],
];

/** Names that V8 gives to what is no function. */
const NATIVE: Readonly<Record<string, string>> = {
  '(garbage collector)': 'garbage collection',
  '(program)': 'V8 and the system',
  '(idle)': 'V8 and the system',
};

/** Whose time it is. */
export function groupOf({ name, file }: { readonly name: string; readonly file: string }): string {
  if (file === '(native)') return NATIVE[name] ?? 'V8 builtins';
  for (const [pattern, group] of GROUPS) {
    const match = pattern.exec(file);
    if (match !== null) return group.replace('$1', match[1] ?? '');
  }
  return 'other';
}

/** A file's path as short as it is still clear. */
export function shortPath(file: string): string {
  const [built, original] = file.split(' < ');
  if (original !== undefined)
    return original.replace(/^(?:\.\.\/)+/, `${/packages\/([\w-]+)\//.exec(built!)?.[1] ?? ''}/`);
  const installed = file.lastIndexOf('/node_modules/');
  return installed < 0 ? file.replace(/^.*\/test\/benchmarks\//, 'benchmarks/') : file.slice(installed + 14);
}
