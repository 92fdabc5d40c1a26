/** Test files of openai-node that cannot judge an instrumentation; README.md has the reasons. */
export const excludedFiles: readonly string[] = [
  'tests/oxlint-config.test.ts',
  'tests/test-script.test.ts',
  'tests/ecosystem-*.test.ts',
  'tests/generated-resource-helpers.test.ts',
];
