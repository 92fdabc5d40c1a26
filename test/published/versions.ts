/**
 * Tools and frameworks that the tests install, at versions that are known to install: whole trees of theirs are
 * published piece by piece, and a test of ours must not fail while one is under way. OpenTelemetry and openai are
 * asked for at their newest.
 */
export const VERSIONS = {
  '@langchain/core': '1.2.13',
  '@langchain/openai': '1.6.0',
  esbuild: '0.28.2',
  jest: '30.5.2',
  next: '16.4.6',
  react: '19.3.1',
  'react-dom': '19.3.1',
  tsx: '4.23.15',
  vitest: '5.1.1',
} as const;
