/** A summary as one table, a row for everything that somebody wrote: RFC 4180, as spreadsheets read it. */
import type { Summary } from '../summary.ts';
import { topicName, type ExportWords } from './words.ts';

/** What a spreadsheet would take for a formula, also behind blanks and in its wide forms. */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

type Cell = string | number;
type Field = keyof ExportWords['table'];
type Row = Partial<Readonly<Record<Field, Cell>>>;

const fields: readonly Field[] = [
  'kind',
  'topic',
  'votes',
  'column',
  'text',
  'person',
  'reactions',
  'due',
  'done',
  'discussed',
];

/** One cell: words stay words, whatever they begin with (B-10). */
export function csvCell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The summary as CSV, with the mark by which spreadsheets know UTF-8. */
export function csvOf(summary: Summary, words: ExportWords): string {
  const lines = [
    fields.map((field) => csvCell(words.table[field])),
    ...[...rows(summary, words)].map((row) => fields.map((field) => csvCell(row[field] ?? ''))),
  ];
  return `\ufeff${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}

function* rows(summary: Summary, words: ExportWords): Generator<Row> {
  const { kinds, yes, no } = words;
  for (const { text, owner, due, done, topic } of summary.actionItems)
    yield {
      kind: kinds.action,
      text,
      topic: topic ?? '',
      person: owner ?? '',
      due: due ?? '',
      done: done ? yes : no,
    };
  for (const topic of summary.topics) {
    const about: Row = {
      topic: topicName(topic),
      ...(summary.voted ? { votes: topic.votes } : {}),
      discussed: topic.discussed ? yes : no,
    };
    for (const title of topic.otherTitles) yield { ...about, kind: kinds.title, text: title };
    for (const text of topic.talk) yield { ...about, kind: kinds.talk, text };
    for (const card of topic.cards) {
      const column = summary.columns.find(({ id }) => id === card.column)?.title ?? card.column;
      yield {
        ...about,
        kind: kinds.note,
        column,
        text: card.text,
        person: card.author ?? '',
        reactions: card.reactions.map(({ kind, count }) => words.reaction(kind, count)).join(', '),
      };
      for (const { author, text } of card.comments)
        yield { ...about, kind: kinds.comment, column, text, person: author ?? '' };
    }
  }
  for (const { name, role } of summary.people)
    yield { kind: kinds.person, person: name, text: words.role(role) };
}
