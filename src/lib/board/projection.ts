/** From the documents' plain values to what the screens show. Pure. */
import type { DocumentView, Person } from '#shared/meeting/kind.ts';
import type { Topic } from '#shared/meeting/place.ts';
import { actionsOf, type ActionItem } from '#shared/meeting/parts/actions.ts';
import {
  cardsOf,
  columnOf,
  noteSchema,
  publishedRoot,
  talkRoot,
  textRoot,
  titleRoot,
  type Card,
} from '#shared/meeting/retro/model.ts';
import type { Column } from '#shared/meeting/retro/options.ts';
import { retroTopics, titlesOf } from '#shared/meeting/retro/topics.ts';
import type { Id, OwnBallots, PresenceEntry } from '#shared/protocol/index.ts';

/** One of my own notes. */
export interface OwnNote {
  readonly id: Id;
  readonly column: string;
  readonly at: number;
  readonly text: string;
  /** Its card on the board, once others can see it. */
  readonly card: Id | null;
}

/** A published card, as everybody sees it; `note` is set when it is mine. */
export interface BoardCard {
  readonly id: Id;
  readonly column: string;
  readonly text: string;
  readonly author: string | null;
  readonly note: Id | null;
}

/** A lone card, or a group of them. */
export interface BoardTopic {
  readonly id: Id;
  /** The leading card's column: the topic stands there. */
  readonly column: string;
  readonly cards: readonly BoardCard[];
  readonly members: readonly Id[];
  readonly at: number;
  /** The group's title; of a lone card, and of a group that has none yet, ''. */
  readonly title: string;
  /** Titles that other people gave at the same moment. */
  readonly otherTitles: readonly string[];
  /** The card whose title is shown and edited, and the cards with discussion notes, the leading one first. */
  readonly titleOf: Id;
  readonly talkOf: readonly Id[];
  readonly votes: number;
  readonly myVotes: number;
  readonly discussed: boolean;
}

/** My notes, in the order in which I wrote or moved them. */
export function ownNotes(notes: DocumentView, columns: readonly Column[]): OwnNote[] {
  const own: OwnNote[] = [];
  for (const [id, value] of notes.entries('cards')) {
    const note = noteSchema.safeParse(value);
    if (!note.success) continue;
    const card = notes.value(publishedRoot, id);
    own.push({
      id,
      column: columnOf(note.data.column, columns),
      at: note.data.at,
      text: notes.text(textRoot(id)),
      card: typeof card === 'string' ? card : null,
    });
  }
  return own.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Card id → my note behind it. */
export function noteByCard(notes: DocumentView): Map<Id, Id> {
  const mine = new Map<Id, Id>();
  for (const [note, card] of notes.entries(publishedRoot)) if (typeof card === 'string') mine.set(card, note);
  return mine;
}

interface Known {
  readonly board: DocumentView;
  readonly table: DocumentView;
  readonly columns: readonly Column[];
  readonly people: ReadonlyMap<Id, Person>;
  readonly mine: ReadonlyMap<Id, Id>;
  readonly ballots: OwnBallots;
}

/** All topics in the order of the table. */
export function boardTopics({ board, table, columns, people, mine, ballots }: Known): BoardTopic[] {
  const cards = cardsOf(board);
  const tallies = new Map<string, unknown>(board.entries('tallies'));
  const standing = (card: Card | undefined) => columnOf(card?.column ?? '', columns);
  const sum = (topic: Topic, of: (id: Id) => unknown) =>
    topic.members.reduce((total, id) => total + numberOr0(of(id)), 0);
  return retroTopics({ board, table }).map((topic) => {
    const titled = topic.members.filter((id) => table.text(titleRoot(id)).trim() !== '');
    const [title = '', ...otherTitles] = titled.length > 0 ? titlesOf(topic, table) : [];
    const withTalk = topic.members.filter((id) => id !== topic.id && table.text(talkRoot(id)).trim() !== '');
    return {
      id: topic.id,
      column: standing(cards.get(topic.id)),
      cards: topic.cards.flatMap((id) => {
        const card = cards.get(id);
        if (!card) return [];
        const author = card.author === undefined ? null : (people.get(card.author)?.name ?? null);
        return [{ id, column: standing(card), text: card.text, author, note: mine.get(id) ?? null }];
      }),
      members: topic.members,
      at: topic.at,
      title: topic.cards.length > 1 ? title : '',
      otherTitles: topic.cards.length > 1 ? otherTitles : [],
      titleOf: titled[0] ?? topic.id,
      talkOf: [topic.id, ...withTalk],
      votes: sum(topic, (id) => tallies.get(id)),
      myVotes: sum(topic, (id) => ballots[id]),
      discussed: topic.members.some((id) => board.value('discussed', id) === true),
    };
  });
}

function numberOr0(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** What a topic is called: its title, else its first card's words. */
export function nameOf(topic: BoardTopic): string {
  return topic.title || (topic.cards[0]?.text ?? '');
}

export interface ListedAction extends ActionItem {
  readonly id: Id;
}

/** Action items, oldest first; `waiting` are those that were made here and not answered yet. */
export function listedActions(board: DocumentView, waiting: Iterable<[Id, ActionItem]>): ListedAction[] {
  const all = new Map([...waiting, ...actionsOf(board)]);
  return [...all].map(([id, item]) => ({ id, ...item })).sort((a, b) => a.at - b.at);
}

/** Who said "I'm done" in this step. */
export function doneMembers(board: DocumentView): ReadonlySet<Id> {
  return new Set([...board.entries('done')].map(([id]) => id));
}

/** Who is here, with one connection or several. */
export function presentMembers(presence: readonly PresenceEntry[]): ReadonlySet<Id> {
  return new Set(presence.map(({ memberId }) => memberId));
}

/** Names of the others who type in the public text of a card. */
export function namesTyping(
  card: Id,
  presence: readonly PresenceEntry[],
  me: Id | null,
  people: ReadonlyMap<Id, Person>,
): string[] {
  const there = presence.filter(({ at, typing, memberId }) => typing && at === card && memberId !== me);
  const names = there.map(({ memberId }) => people.get(memberId)?.name ?? '');
  return [...new Set(names)].filter((name) => name !== '');
}

/** Where somebody else's caret stands in the discussion notes of a card. */
export interface OtherCaret {
  readonly connection: number;
  readonly memberId: Id;
  readonly name: string;
  readonly at: number;
  readonly typing: boolean;
}

/** The carets of the others in the discussion notes of a card. */
export function caretsOf(
  card: Id,
  presence: readonly PresenceEntry[],
  me: Id | null,
  people: ReadonlyMap<Id, Person>,
): OtherCaret[] {
  return presence.flatMap(({ connection, memberId, at, typing, cursor }) =>
    at === card && cursor !== null && memberId !== me
      ? [{ connection, memberId, name: people.get(memberId)?.name ?? '', at: cursor, typing }]
      : [],
  );
}
