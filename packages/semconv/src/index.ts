export * from './account.ts';
export * from './attributes.ts';
export * from './endpoints.ts';
export * from './environment.ts';
export * from './errors.ts';
export * from './metrics.ts';
