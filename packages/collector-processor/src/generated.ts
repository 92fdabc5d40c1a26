import type { CollectorOptions } from './options.ts';

/** The ready-made files, for who has no Node at hand: name → what it was generated with. */
export const GENERATED: Readonly<Record<string, CollectorOptions>> = {
  'contrib.yaml': {},
  'contrib-datadog.yaml': { temporality: 'delta' },
  'contrib-old-names.yaml': { names: 'old' },
  'contrib-normalizer.yaml': {
    parts: ['classification', 'errors', 'cost', 'duration', 'tokens', 'normalizer'],
  },
  'k8s.yaml': { distribution: 'k8s' },
};
