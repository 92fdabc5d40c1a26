export type { ClassifyInput, HeadersLike, Hop, Verdict } from './types.ts';
