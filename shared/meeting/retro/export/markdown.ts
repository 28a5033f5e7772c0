/** A summary as a document: action items first, then the topics with everything that was said on them. */
import type { Summary } from '../summary.ts';
import { block, inline } from './markdown-text.ts';
import { topicName, type ExportWords } from './words.ts';

/** The summary in Markdown (CommonMark, with GitHub's task lists). */
export function markdownOf(summary: Summary, words: ExportWords): string {
  const parts = [
    `# ${inline(summary.title)}`,
    ...(summary.goal ? [`**${inline(words.goal)}:** ${block(summary.goal, '')}`] : []),
    words.when(summary),
    ...(summary.anonymous ? [inline(words.anonymous)] : []),
    `## ${inline(words.actionItems)}`,
    actions(summary, words),
    `## ${inline(words.topics)}`,
    ...(summary.topics.length === 0 ? [inline(words.noTopics)] : []),
    ...summary.topics.map((topic, index) => topicPart(topic, index, summary, words)),
    ...mood(summary, words),
    `## ${inline(words.tookPart(summary.people.length))}`,
    summary.people.map((person) => `- ${personLine(person, words)}`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function actions({ actionItems }: Summary, words: ExportWords): string {
  if (actionItems.length === 0) return inline(words.noActionItems);
  return actionItems
    .map(({ text, owner, due, done, topic }) => {
      const details = [
        owner === null ? inline(words.nobodyYet) : inline(owner),
        ...(due === null ? [] : [inline(words.due(due))]),
        ...(topic === null ? [] : [inline(topic)]),
      ];
      return `- [${done ? 'x' : ' '}] ${block(text, '  ')}\\\n  ${details.join(' · ')}`;
    })
    .join('\n');
}

function topicPart(
  topic: Summary['topics'][number],
  index: number,
  { columns, voted }: Summary,
  words: ExportWords,
): string {
  const columnTitle = (id: string) => columns.find((column) => column.id === id)?.title ?? id;
  const marks = [
    ...(voted ? [words.votes(topic.votes)] : []),
    ...(topic.discussed ? [words.discussed] : []),
    ...(topic.otherTitles.length > 0 ? [words.alsoCalled(topic.otherTitles.join(' · '))] : []),
  ];
  return [
    `### ${String(index + 1)}. ${inline(topicName(topic))}`,
    marks.map(inline).join(' · '),
    topic.cards.map((card) => cardPart(card, columnTitle(card.column), words)).join('\n'),
    ...topic.talk.map((talk) => `> ${block(talk, '> ')}`),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function cardPart(
  { text, author, reactions, comments }: Summary['topics'][number]['cards'][number],
  column: string,
  words: ExportWords,
): string {
  const details = [
    column,
    ...(author === null ? [] : [author]),
    ...reactions.map(({ kind, count }) => words.reaction(kind, count)),
  ];
  return [
    `- ${block(text, '  ')}\\\n  *${details.map(inline).join(' · ')}*`,
    ...comments.map((comment) => {
      const by = comment.author === null ? '' : `**${inline(comment.author)}:** `;
      return `  - ${by}${block(comment.text, '    ')}`;
    }),
  ].join('\n');
}

function mood({ mood: { answers, counts } }: Summary, words: ExportWords): string[] {
  if (answers === 0) return [];
  const given = counts?.map((count, at) => `- ${inline(words.moodName(at + 1))}: ${String(count)}`) ?? [];
  return [`## ${inline(words.mood)}`, inline(words.moodAnswers(answers)), given.join('\n')];
}

function personLine({ name, role }: Summary['people'][number], words: ExportWords): string {
  return role === 'member' ? inline(name) : `${inline(name)} (${inline(words.role(role))})`;
}
