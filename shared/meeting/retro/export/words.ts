import type { ReactionKind } from '../../parts/comments.ts';
import type { Summary } from '../summary.ts';

/** What an export says beside the words of the people: given by whoever knows the reader's language. */
export interface ExportWords {
  readonly goal: string;
  readonly anonymous: string;
  readonly actionItems: string;
  readonly noActionItems: string;
  readonly topics: string;
  readonly noTopics: string;
  readonly mood: string;
  /** The headings of a table, and what its rows are. */
  readonly table: Readonly<
    Record<
      'kind' | 'topic' | 'votes' | 'column' | 'text' | 'person' | 'reactions' | 'due' | 'done' | 'discussed',
      string
    >
  >;
  readonly kinds: Readonly<Record<'note' | 'comment' | 'talk' | 'title' | 'action' | 'person', string>>;
  readonly yes: string;
  readonly no: string;
  readonly nobodyYet: string;
  when(summary: Summary): string;
  tookPart(count: number): string;
  role(role: Summary['people'][number]['role']): string;
  votes(count: number): string;
  readonly discussed: string;
  due(date: string): string;
  alsoCalled(titles: string): string;
  reaction(kind: ReactionKind, count: number): string;
  /** 1 (awful) to 5 (great). */
  moodName(mood: number): string;
  moodAnswers(count: number): string;
}

/** What a topic is called: its title, or its first note. */
export const topicName = ({ title, cards }: Summary['topics'][number]): string =>
  title || (cards[0]?.text ?? '');
