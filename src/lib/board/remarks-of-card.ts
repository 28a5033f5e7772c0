/** What people say of a card, with names instead of ids. Pure. */
import type { Person } from '#shared/meeting/kind.ts';
import {
  reactionKinds,
  type Comment,
  type ReactionKind,
  type Reactions,
} from '#shared/meeting/parts/comments.ts';
import type { Id } from '#shared/protocol/index.ts';

export interface BoardComment {
  readonly id: Id;
  readonly authorId: Id;
  readonly author: string;
  readonly mine: boolean;
  readonly text: string;
  readonly at: number;
}

export interface BoardReaction {
  readonly kind: ReactionKind;
  readonly count: number;
  readonly mine: boolean;
  readonly names: readonly string[];
}

type People = ReadonlyMap<Id, Person>;

/** Comments by card, each card's oldest first. `null` among the waiting ones: taken away here, and not answered yet. */
export function commentsByCard(
  known: ReadonlyMap<Id, Comment>,
  waiting: ReadonlyMap<Id, Comment | null>,
  people: People,
  me: Id | null,
): Map<Id, BoardComment[]> {
  const byCard = new Map<Id, BoardComment[]>();
  const all = [...new Map<Id, Comment | null>([...known, ...waiting])];
  for (const [id, comment] of all) {
    if (!comment) continue;
    const { card, author, text, at } = comment;
    const said = {
      id,
      authorId: author,
      author: people.get(author)?.name ?? '',
      mine: author === me,
      text,
      at,
    };
    byCard.set(card, [...(byCard.get(card) ?? []), said]);
  }
  for (const said of byCard.values()) said.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return byCard;
}

/** All five kinds, given or not; `wanted` is what I pressed and the server has not answered yet. */
export function reactionsTo(
  reactions: Reactions,
  wanted: (kind: ReactionKind) => boolean | undefined,
  people: People,
  me: Id | null,
): BoardReaction[] {
  return reactionKinds.map((kind) => {
    const given = reactions[kind] ?? [];
    const mine = wanted(kind) ?? (me !== null && given.includes(me));
    const ids = [...given.filter((id) => id !== me), ...(mine && me !== null ? [me] : [])];
    return {
      kind,
      count: ids.length,
      mine,
      names: ids.map((id) => people.get(id)?.name ?? '').filter(Boolean),
    };
  });
}
