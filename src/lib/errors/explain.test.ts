import { describe, expect, it } from 'vitest';
import { errorCodes } from '#shared/protocol/index.ts';
import { explain } from './explain.ts';

describe('the words of errors', () => {
  it.each([...errorCodes, 'unreachable' as const])('%s says what happened and what to do', (code) => {
    const sentences = explain(code).match(/[.?!](\s|$)/gu) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    if (code.includes('-')) expect(explain(code)).not.toContain(code);
  });
});
