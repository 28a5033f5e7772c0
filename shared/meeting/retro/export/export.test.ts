import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainWords, sampleSummary } from '#test/doubles/summary.ts';
import { summarySchema, type Summary } from '../summary.ts';
import { csvCell, csvOf } from './csv.ts';
import { fileName } from './file-name.ts';
import { jsonOf } from './json.ts';
import { markdownOf } from './markdown.ts';
import { block, inline } from './markdown-text.ts';

/** Words with all that means something to Markdown, to a spreadsheet or to a reader of lines. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...'\\`*_[]()<>{}#+-=.!|~&$@,"\';:\n\r\t 1aשלוםé😀\u2028\u0000'), {
      maxLength: 60,
    })
    .map((letters) => letters.join('')),
);

/** What Markdown shows of a text in which only letters were escaped. */
const shown = (markdown: string) => markdown.replaceAll('\\\n', '\n').replace(/\\([!-/:-@[-`{-~])/g, '$1');
const unescaped = /(?:^|[^\\])(?:\\\\)*[`*_[\]{}<>&~|$#]/;
const lines = (text: string) =>
  text
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u)
    .map((line) =>
      line
        .replace(/\t/g, ' ')
        .replace(/\p{Cc}/gu, '')
        .trim(),
    )
    .filter((line) => line !== '');

describe('Markdown', () => {
  test('is a document with action items first, then the topics with all that was said', () => {
    expect(markdownOf(sampleSummary, plainWords)).toBe(`# Sprint 42

**Goal:** Ship calmly

24 November 2026

## Action items

- [ ] Write the checklist\\
  Bo · due 2026-12-04 · Safer deploys
- [x] Buy biscuits\\
  Nobody yet

## Topics

### 1. Safer deploys

4 votes · Discussed · Also called: Deploy days

- Write the rollback steps\\
  *Start · Ada · agree 2*
  - **Bo:** I have a draft
- Friday merges\\
  *Stop · Bo*

> We agree on a checklist.\\
> It lies in the handbook.

### 2. A lone note

0 votes

- A lone note\\
  *gone*

## Mood

3 answers

- mood 1: 0
- mood 2: 0
- mood 3: 1
- mood 4: 0
- mood 5: 2

## 3 took part

- Ada
- Bo
- Gus (guest)
`);
  });

  test('B-10 what a person wrote makes no link, image, tag, heading or list', () => {
    expect(inline('[here](javascript:alert(1)) ![x](y) <img onerror=z> &lt;')).toBe(
      String.raw`\[here\](javascript:alert(1)) !\[x\](y) \<img onerror=z\> \&lt;`,
    );
    expect(block('# one\n1. two\n- three\n---\n===\n> four\n    code\n```', '')).toBe(
      ['\\# one', '1\\. two', '\\- three', '\\---', '\\===', '\\> four', 'code', '\\`\\`\\`'].join('\\\n'),
    );
    expect(inline('[a]: javascript:alert(1)')).toBe(String.raw`\[a\]: javascript:alert(1)`);
  });

  test('shows exactly the words, for any words', () => {
    fc.assert(
      fc.property(words, (text) => {
        expect(lines(shown(block(text, '')))).toEqual(lines(text));
        expect(shown(inline(text)).trim()).toBe(
          text
            .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u)
            .join(' ')
            .replace(/\t/g, ' ')
            .replace(/\p{Cc}/gu, '')
            .trim(),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('leaves nothing that Markdown would read, for any words', () => {
    fc.assert(
      fc.property(words, (text) => {
        for (const line of block(text, '').replaceAll('\\\n', '\n').split('\n')) {
          expect(line).not.toMatch(unescaped);
          expect(line).not.toMatch(/^(\s|\d{1,9}[.)]|[#+=>-])/);
        }
        expect(inline(text)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 500 },
    );
  });

  test('paragraphs of a note stay in their list entry', () => {
    expect(`- ${block('one\n\n\ntwo\nthree', '  ')}`).toBe('- one\n\n  two\\\n  three');
    expect(`> ${block('one\n\ntwo', '> ')}`).toBe('> one\n>\n> two');
  });
});

/** Reads RFC 4180. */
function parsed(csv: string): string[][] {
  const found: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const row: string[] = [];
  cell.lastIndex = 1;
  for (let match = cell.exec(csv); match; match = cell.exec(csv)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') found.push(row.splice(0));
    if (cell.lastIndex === csv.length) return found;
  }
  throw new Error(`not RFC 4180: ${csv.slice(0, 80)}`);
}

describe('CSV', () => {
  test('has a row for every note, comment, discussion note, other title, action item and person', () => {
    const csv = csvOf(sampleSummary, plainWords);
    expect(csv.charCodeAt(0)).toBe(0xfeff);
    const [head, ...rows] = parsed(csv);
    expect(head?.join()).toBe('Kind,Topic,Votes,Column,Text,Person,Reactions,Due,Done,Discussed');
    expect(rows.map(([kind, , , , text, person]) => [kind, text, person])).toEqual([
      ['Action item', 'Write the checklist', 'Bo'],
      ['Action item', 'Buy biscuits', ''],
      ['Other title', 'Deploy days', ''],
      ['Discussion note', 'We agree on a checklist.\nIt lies in the handbook.', ''],
      ['Note', 'Write the rollback steps', 'Ada'],
      ['Comment', 'I have a draft', 'Bo'],
      ['Note', 'Friday merges', 'Bo'],
      ['Note', 'A lone note', ''],
      ['Person', 'member', 'Ada'],
      ['Person', 'member', 'Bo'],
      ['Person', 'guest', 'Gus'],
    ]);
    expect(rows.every((row) => row.length === head?.length)).toBe(true);
  });

  test('B-10 no cell is a formula', () => {
    for (const start of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n=1', '＝1', '－1'])
      expect(csvCell(start).replace(/^"/, '')).toMatch(/^'/);
    expect(csvCell('=HYPERLINK("http://eve","x")')).toBe(`"'=HYPERLINK(""http://eve"",""x"")"`);
    expect(csvCell('1 = 1')).toBe('1 = 1');
    expect(csvCell(-1)).toBe('-1');
  });

  test('can be read back, for any words', () => {
    fc.assert(
      fc.property(words, words, (text, title) => {
        const rows = parsed(csvOf(withWords(text, title), plainWords));
        const note = rows.find(([kind]) => kind === 'Note');
        expect([text, `'${text}`]).toContain(note?.[4]);
        const name = title || text;
        expect([name, `'${name}`]).toContain(note?.[1]);
        for (const value of rows.flat()) expect(value).not.toMatch(/^\s*[=+\-@]|^[\t\r\n]/);
      }),
      { numRuns: 300 },
    );
  });
});

function withWords(text: string, title: string): Summary {
  const topics = sampleSummary.topics.slice(0, 1).map((topic) => ({
    ...topic,
    title,
    cards: topic.cards.map((card) => ({ ...card, text })),
  }));
  return { ...sampleSummary, topics };
}

test('JSON is the summary itself, with the name and version of its shape', () => {
  const { summary, ...rest } = JSON.parse(jsonOf(sampleSummary)) as { summary: unknown };
  expect(summarySchema.parse(summary)).toEqual(sampleSummary);
  expect(rest).toEqual({ format: 'team-oclock/retro-summary', version: 1 });
});

test('the file is named by title and day, in letters that every system takes', () => {
  const named = (title: string) => fileName({ title, closedAt: sampleSummary.closedAt }, 'md');
  expect(named('Sprint 42')).toBe('sprint-42-2026-11-24.md');
  expect(named('../../etc/passwd\0"; rm -rf')).toBe('etc-passwd-rm-rf-2026-11-24.md');
  expect(named('ספרינט ٤٢')).toBe('ספרינט-٤٢-2026-11-24.md');
  expect(named('???')).toBe('retrospective-2026-11-24.md');
  expect(named('x'.repeat(500))).toHaveLength(60 + '-2026-11-24.md'.length);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      expect(named(title)).toMatch(/^[\p{L}\p{M}\p{N}-]+\.md$/u);
    }),
  );
});

test('a note of 5 000 letters and a board without anything can be exported', () => {
  const long = 'à la recherche du temps perdu '.repeat(167);
  expect(markdownOf(withWords(long, ''), plainWords)).toContain(long.trim());
  const empty: Summary = {
    ...sampleSummary,
    goal: '',
    topics: [],
    actionItems: [],
    people: [],
    mood: { answers: 0, counts: null },
  };
  expect(markdownOf(empty, plainWords)).toBe(
    '# Sprint 42\n\n24 November 2026\n\n## Action items\n\nNo action items.\n\n## Topics\n\nNo topics.\n\n## 0 took part\n',
  );
  expect(parsed(csvOf(empty, plainWords))).toHaveLength(1);
});
