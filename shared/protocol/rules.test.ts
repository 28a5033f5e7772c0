/** The rules of docs/protocol.md and the places that quote them say the same numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const protocol = readFileSync(join(root, 'docs', 'protocol.md'), 'utf8');
const folders = ['shared', 'server', 'src', 'test', 'e2e', 'bench', 'migrations'];

interface Source {
  readonly path: string;
  readonly text: string;
}

/** Two digits number attacks, faults and failures, and V speeds: those lists are not rules. */
const rulePattern = /(?<![\w-])(?!V-)[A-Z]-[1-9](?![\d-])/g;
const comment = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*|<!--[\s\S]*?-->/g;
const quoted = /(['"`])(?:\\.|(?!\1)[^\\\n])*\1/g;

function sources(): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => /\.(ts|mjs|svelte)$/.test(path) && !path.includes('paraglide'))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

const isTest = ({ path }: Source) => /\.(test|spec)\.ts$/.test(path);

function rulesIn(text: string): string[] {
  return text.match(rulePattern) ?? [];
}

/** Ids in comments, and in a test's titles and other texts. */
function quotedRules(source: Source): string[] {
  const comments = source.text.match(comment) ?? [];
  const texts = isTest(source) ? (source.text.replace(comment, '').match(quoted) ?? []) : [];
  return rulesIn([...comments, ...texts].join('\n'));
}

const defined = [...protocol.matchAll(/^- \*\*([A-Z]-\d+)\*\*/gm)].map(([, id]) => id ?? '');

describe('the rules in docs/protocol.md', () => {
  it('have one digit and are there once each', () => {
    expect(defined.length).toBeGreaterThan(50);
    expect(new Set(defined).size).toBe(defined.length);
    for (const id of defined) expect(rulesIn(id)).toEqual([id]);
    expect(rulesIn(protocol).filter((id) => !defined.includes(id))).toEqual([]);
  });

  it('are all that comments and tests quote', () => {
    const all = sources();
    const wrong = all.flatMap((source) =>
      quotedRules(source)
        .filter((id) => !defined.includes(id))
        .map((id) => `${source.path}: ${id}`),
    );
    expect(wrong).toEqual([]);
    const tested = new Set(all.filter(isTest).flatMap(quotedRules));
    console.info(`Rules that no test quotes: ${defined.filter((id) => !tested.has(id)).join(' ') || 'none'}`);
  });

  it('would miss a rule that nobody wrote', () => {
    const made = ['X', 9].join('-');
    expect(quotedRules({ path: 'a.ts', text: `/** See rule ${made}. */` })).toEqual([made]);
    expect(quotedRules({ path: 'a.test.ts', text: `it('${made}: nothing', () => {});` })).toEqual([made]);
    expect(quotedRules({ path: 'a.ts', text: `const id = '${made}';` })).toEqual([]);
    expect(defined).not.toContain(made);
  });
});
