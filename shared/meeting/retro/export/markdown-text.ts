/** People's words as Markdown that shows just those words. */

/** What a line may end with, wherever it was pasted from. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
const anywhere = /[\\`*_[\]{}<>&~|$#]/g;
/** A quote, a list, a rule, an underline: only where a line starts. */
const atStart = /^(\d{1,9})([.)])|^[+=>-]/;

function escaped(line: string): string {
  return line
    .replace(/\t/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .replace(anywhere, '\\$&')
    .replace(atStart, (start, digits?: string, dot?: string) =>
      digits === undefined || dot === undefined ? `\\${start}` : `${digits}\\${dot}`,
    );
}

/** On one line. */
export function inline(text: string): string {
  return escaped(text.split(lineEnds).join(' '));
}

/** With its lines and paragraphs, as the content of a list entry or a quote whose lines begin with `indent`. */
export function block(text: string, indent: string): string {
  const paragraphs: string[][] = [[]];
  for (const line of text.split(lineEnds)) {
    const words = escaped(line);
    if (words === '') paragraphs.push([]);
    else paragraphs.at(-1)?.push(words);
  }
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join(`\\\n${indent}`))
    .join(`\n${indent.trimEnd()}\n${indent}`);
}
