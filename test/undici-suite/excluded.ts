/**
 * Files of undici's test/fetch that need `undici-fetch.js`, the bundle that Node.js embeds. It is made by
 * undici's own build, which this suite does not run.
 */
export const excludedFiles: ReadonlySet<string> = new Set([
  'bundle.js',
  'client-node-max-header-size.js',
  'export-env-proxy-agent.js',
  'issue-1447.js',
  'user-agent.js',
]);
