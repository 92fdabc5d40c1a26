export type { CollectorOptions, CollectorPart } from './options.ts';
