export * from './errors.ts';
export * from './events.ts';
export * from './ids.ts';
export * from './limits.ts';
