export * from './kind.ts';
export * from './kinds.ts';
export * from './place.ts';
export * from './schema.ts';
