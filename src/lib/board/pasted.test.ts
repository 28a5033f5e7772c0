import { describe, expect, test } from 'vitest';
import { pastedNotes, pasteInto } from './pasted.ts';

const most = 5_000;
const ofText = (text: string) => pastedNotes({ text, html: '' }, most);
const ofHtml = (html: string) => pastedNotes({ text: '', html }, most);

describe('a pasted list becomes several notes', () => {
  test('a line is a note, whatever ends the lines', () => {
    expect(ofText('One\r\nTwo\rThree\n\n  Four  \u2028Five\n')).toEqual([
      'One',
      'Two',
      'Three',
      'Four',
      'Five',
    ]);
  });

  test('a single line is one note, and nothing is none', () => {
    expect(ofText('Just this')).toEqual(['Just this']);
    expect(ofText(' \n\t\n')).toEqual([]);
  });

  test('bullets, boxes to tick and numbers are left out', () => {
    expect(ofText('• One\n- Two\n* Three\n– Four\n◦ Five')).toEqual(['One', 'Two', 'Three', 'Four', 'Five']);
    expect(ofText('1. One\n2) Two\n(3) Three\n10. Ten')).toEqual(['One', 'Two', 'Three', 'Ten']);
    expect(ofText('a) One\nb) Two')).toEqual(['One', 'Two']);
    expect(ofText('- [ ] Write it down\n- [x] Read it')).toEqual(['Write it down', 'Read it']);
  });

  test('numbers that only begin a sentence stay', () => {
    expect(ofText('3 people left\n2026. What a year\nNobody asked why')).toEqual([
      '3 people left',
      '2026. What a year',
      'Nobody asked why',
    ]);
    expect(ofText('-5 degrees\n-7 degrees')).toEqual(['-5 degrees', '-7 degrees']);
  });

  test('in a list an indented line goes on with its item, and a heading is a note of its own', () => {
    expect(ofText('Went well\n- The release\n  without a night shift\n- Lunch')).toEqual([
      'Went well',
      'The release\nwithout a night shift',
      'Lunch',
    ]);
  });

  test('nested lists are as flat as notes are', () => {
    expect(ofText('- One\n\t- Two\n\t\t- Three')).toEqual(['One', 'Two', 'Three']);
  });

  test('emoji and right-to-left words come through whole', () => {
    expect(ofText('• 👩‍👩‍👧‍👦 together\n• שלום עולם\n• مرحبا')).toEqual(['👩‍👩‍👧‍👦 together', 'שלום עולם', 'مرحبا']);
  });

  test('10 000 lines take no time to speak of', () => {
    const began = performance.now();
    const lines = Array.from({ length: 10_000 }, (_, at) => `- line ${at}`).join('\n');
    expect(ofText(lines)).toHaveLength(10_000);
    expect(ofText(lines.replaceAll('- line', 'a\t"quoted'))).toHaveLength(10_000);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('a range of a spreadsheet', () => {
  test('becomes a note per row, its cells in a line', () => {
    expect(ofText('Name\tWhat\nAda\tRollback\nBen\t\n\t\n')).toEqual([
      'Name – What',
      'Ada – Rollback',
      'Ben',
    ]);
  });

  test('has quoted cells with tabs, lines and quotes in them', () => {
    expect(ofText('"Two\nlines"\tand "quotes"\r\n"She said ""no"""\t"a\tb"')).toEqual([
      'Two\nlines – and "quotes"',
      'She said "no" – a\tb',
    ]);
  });

  test('a column alone is lines, also where a cell begins with a quote that nothing ends', () => {
    expect(pastedNotes({ text: 'One\nTwo', html: '<table><tr><td>One</td></tr></table>' }, most)).toEqual([
      'One',
      'Two',
    ]);
    expect(ofText('"One\tx\nTwo\ty')).toEqual(['"One – x', 'Two – y']);
  });
});

describe('a page', () => {
  test('is pasted as its words: B-10 no markup comes in', () => {
    expect(ofHtml('<ul><li>One</li><li>Two <b>bold</b></li></ul>')).toEqual(['One', 'Two bold']);
    expect(ofHtml('<p>A &amp; B</p><p>1 &lt; 2</p>')).toEqual(['A & B', '1 < 2']);
    expect(
      ofHtml('<style>p{}</style><script>alert(1)</script>Safe<br>here<img src=x onerror=alert(1)>'),
    ).toEqual(['Safe', 'here']);
    expect(ofHtml('<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>')).toEqual(['A – B', 'C']);
  });

  test('its plain text is preferred where there is one', () => {
    expect(pastedNotes({ text: 'One\nTwo', html: '<p>Other</p>' }, most)).toEqual(['One', 'Two']);
  });
});

describe('words too long for a note', () => {
  test('are cut between words, and nothing is lost', () => {
    const long = 'word '.repeat(2_500).trim();
    const notes = ofText(long);
    expect(notes.every(({ length }) => length <= most)).toBe(true);
    expect(notes.join(' ')).toBe(long);
  });

  test('are never cut within a character', () => {
    const notes = ofText(`x${'😀'.repeat(4_000)}`);
    expect(notes.every(({ length }) => length <= most)).toBe(true);
    expect(notes.every((note) => note.isWellFormed())).toBe(true);
    expect(notes.join('')).toHaveLength(8_001);
  });
});

describe('pasting into a field', () => {
  const field = { value: 'Before ', selectionStart: 7, selectionEnd: 7 };

  test('a line just goes in', () => {
    expect(pasteInto(field, { text: 'one', html: '<b>one</b>' }, most)).toEqual({
      insert: 'as it is',
      offer: null,
    });
  });

  test('several lines go in as one note, and several notes are offered', () => {
    expect(pasteInto(field, { text: 'one\ntwo', html: '' }, most)).toEqual({
      insert: 'as it is',
      offer: { notes: ['one', 'two'], before: 'Before', inserted: true },
    });
  });

  test('a page without plain words goes in as its words', () => {
    expect(pasteInto(field, { text: '', html: '<b>one</b>' }, most)).toEqual({
      insert: { words: 'one' },
      offer: null,
    });
  });

  test('what is too long for the note stays out, and notes that hold it are offered', () => {
    const { insert, offer } = pasteInto(field, { text: 'x'.repeat(most), html: '' }, most);
    expect(insert).toBeNull();
    expect(offer).toEqual({ notes: ['x'.repeat(most)], before: 'Before', inserted: false });
  });
});
