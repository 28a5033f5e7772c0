/** docs/features.md names tests: each file is there, and each title in it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const named = /\[[^\]]+\]\(([^)]+\.(?:test|spec)\.ts)\) `([^`]+)`/g;

function missing(text: string): string[] {
  return [...text.matchAll(named)].flatMap(([, file = '', title = '']) => {
    const path = join(docs, file);
    if (!existsSync(path)) return [file];
    // A title begins where its quotation mark does: words in a comment or in the middle of a title are not one.
    const text = readFileSync(path, 'utf8');
    return [...`'"\``].some((quote) => text.includes(quote + title)) ? [] : [`${file}: ${title}`];
  });
}

describe('docs/features.md', () => {
  const text = readFileSync(join(docs, 'features.md'), 'utf8');

  it('names tests that are there, by the beginning of their titles', () => {
    expect([...text.matchAll(named)].length).toBeGreaterThan(50);
    expect(missing(text)).toEqual([]);
  });

  it('would miss a test that nobody wrote', () => {
    expect(
      missing(
        '[x](../e2e/nowhere.spec.ts) `a`, [y](../e2e/setup.spec.ts) `no such title`, [z](../e2e/setup.spec.ts) `is as wide as`',
      ),
    ).toHaveLength(3);
  });
});
