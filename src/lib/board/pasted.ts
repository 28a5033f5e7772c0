/**
 * What somebody pastes as notes: the lines of a text, the items of a list, the rows of a spreadsheet. Always plain
 * words, never markup. Pure.
 */

/** What a clipboard holds; either may be ''. */
export interface Clipboard {
  readonly text: string;
  readonly html: string;
}

const lineEnds = /\r\n|[\r\n\u2028\u2029\v\f]/u;
const bullet = /^(?:[-*+•‣◦⁃▪▫●○■□–—·▶➤✓✔☐☑☒]|\[[ xX]?\])\s+/u;
const numbering = /^(?:\(?\d{1,4}[.)]|\(?[a-zA-Z][.)])\s+/u;
const betweenCells = ' – ';

/** The notes that could be made of a clipboard, in its order, none longer than `most`. One means: nothing to be asked. */
export function pastedNotes({ text, html }: Clipboard, most: number): string[] {
  const words = text.trim() === '' ? plainText(html) : text;
  const items = isTable(words, html) ? rowsOf(words) : itemsOf(words);
  return items.flatMap((item) => pieces(item, most));
}

/** A text field at the moment of pasting. */
interface Field {
  readonly value: string;
  readonly selectionStart: number;
  readonly selectionEnd: number;
}

/** Several notes that something pasted could be. */
export interface PasteOffered {
  readonly notes: readonly string[];
  /** What stood in the field before. */
  readonly before: string;
  /** True when it stands in the field as one note; otherwise it is too long for one. */
  readonly inserted: boolean;
}

interface Paste {
  /** What goes into the field: what the browser would put in, something else, or nothing. */
  readonly insert: 'as it is' | { readonly words: string } | null;
  readonly offer: PasteOffered | null;
}

/** What becomes of something pasted into a field that holds `most` characters. */
export function pasteInto(field: Field, clipboard: Clipboard, most: number): Paste {
  const { value, selectionStart, selectionEnd } = field;
  const notes = pastedNotes(clipboard, most);
  const words = clipboard.text === '' ? notes.join('\n') : clipboard.text;
  const fits = value.length - (selectionEnd - selectionStart) + words.length <= most;
  const isOffered = notes.length > 1 || (!fits && notes.length === 1);
  return {
    insert: !fits ? null : words === clipboard.text ? 'as it is' : { words },
    offer: isOffered ? { notes, before: value.trim(), inserted: fits } : null,
  };
}

function isTable(text: string, html: string): boolean {
  if (!text.includes('\t')) return false;
  if (/<table[\s>]/iu.test(html)) return true;
  const lines = text.split(lineEnds).filter((line) => line.trim() !== '');
  // Leading tabs are an indented list.
  return lines.filter((line) => line.trim().includes('\t')).length * 2 >= lines.length;
}

/** Rows of tab-separated cells; a quoted cell may hold tabs, line ends and doubled quotes. */
function rowsOf(text: string): string[] {
  const rows: string[] = [];
  let row: string[] = [];
  const cells = /(?:^|\t|\r\n|\r|\n)(?:"((?:[^"]|"")*)"(?=\t|\r\n|\r|\n|$)|([^\t\r\n]*))/gu;
  for (const [whole, quoted, plain] of text.matchAll(cells)) {
    if (/^[\r\n]/u.test(whole)) {
      rows.push(rowOf(row));
      row = [];
    }
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return [...rows, rowOf(row)].filter((one) => one !== '');
}

function rowOf(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(betweenCells);
}

/** Lines without what marks them as items of a list; in a list, an indented line goes on with the item above. */
function itemsOf(text: string): string[] {
  const lines = text.split(lineEnds);
  const full = lines.filter((line) => line.trim() !== '');
  const marker = [bullet, numbering].find(
    (one) => full.filter((line) => one.test(line.trim())).length * 2 >= Math.max(2, full.length),
  );
  const items: string[] = [];
  for (const line of lines) {
    const words = line.trim();
    if (words === '') continue;
    const isItem = marker === undefined || marker.test(words) || bullet.test(words);
    const goesOn = !isItem && /^\s/u.test(line) && items.length > 0;
    if (goesOn) items[items.length - 1] += `\n${words}`;
    else items.push(withoutMarker(words, marker));
  }
  return items.filter((item) => item !== '');
}

function withoutMarker(words: string, marker: RegExp | undefined): string {
  // A box to tick often stands behind a bullet.
  const bare = words.replace(bullet, '').replace(bullet, '');
  return (marker === numbering ? bare.replace(numbering, '') : bare).trim();
}

/** A text in pieces that fit, cut between words where there is a gap, and never within a character. */
function pieces(text: string, most: number): string[] {
  const list: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const gap = rest.slice(0, most + 1).search(/\s\S*$/u);
    const cut = gap > most / 2 ? gap : isWithinCharacter(rest, most) ? most - 1 : most;
    list.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === '' ? list : [...list, rest];
}

function isWithinCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** The words of a page, where the clipboard holds nothing simpler. Nothing of it is ever shown as a page. */
function plainText(html: string): string {
  return html
    .replaceAll(/<!--[\s\S]*?-->|<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/giu, '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/<\/t[dh]\s*>\s*(?=<t[dh]\b)/giu, '\t')
    .replaceAll(/<(?:br|\/?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|section))\b[^>]*>/giu, '\n')
    .replaceAll(/<[^>]*>/gu, '')
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu, (whole, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(String(hex), 16) : null;
      if (code === null) return entities[String(name).toLowerCase()] ?? String(whole);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    });
}
