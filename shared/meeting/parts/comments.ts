/** Remarks under a card, and reactions to it: both carry names, in anonymous meetings too (P2 says what is covered). */
import { z } from 'zod';
import { idSchema, interfaceLimits, Refusal, type Id } from '../../protocol/index.ts';
import type { Command, Decision, DocumentView, Effects } from '../kind.ts';
import { define, memberOf } from './define.ts';
import { sharedValue } from './values.ts';

/** A remark under a card. It carries its author's name in anonymous meetings too (P2). */
export interface Comment {
  readonly card: Id;
  readonly author: Id;
  readonly text: string;
  readonly at: number;
}

/** What one can say of a revealed card with one press. Named, like comments. */
export const reactionKinds = ['agree', 'love', 'idea', 'question', 'laugh'] as const;
export type ReactionKind = (typeof reactionKinds)[number];

/** Who reacted how: the members by kind, under the card's id. */
export type Reactions = Readonly<Partial<Record<ReactionKind, readonly Id[]>>>;

export function commentsOf(board: DocumentView): Map<Id, Comment> {
  return new Map(board.entries('comments') as Iterable<[Id, Comment]>);
}

export function reactionsOf(board: DocumentView, card: Id): Reactions {
  return (board.value('reactions', card) as Reactions | undefined) ?? {};
}

const words = z.string().trim().min(1).max(interfaceLimits.comment);

/** Commenting and reacting, in meetings where `isCard` says what can be remarked on. */
export const comments = (isCard: (id: Id, board: DocumentView) => boolean) => {
  const requireCard = (card: Id, { view }: Decision) => {
    if (!isCard(card, view.board)) throw new Refusal('not-found');
  };
  return {
    /** A new comment, or other words for one's own. */
    save: define({
      payload: z.strictObject({ id: idSchema, card: idSchema, text: words }),
      verb: 'comment',
      decide({ id, card, text }, decision): Effects {
        const author = memberOf(decision);
        const known = commentsOf(decision.view.board);
        const before = known.get(id);
        if (before && (before.author !== author || before.card !== card)) throw new Refusal('not-allowed');
        if (!before && known.size >= interfaceLimits.commentsPerMeeting) throw new Refusal('over-cap');
        requireCard(card, decision);
        const comment: Comment = { card, author, text, at: before?.at ?? decision.now };
        return { board: [{ root: 'comments', key: id, value: comment }] };
      },
    }),
    /** Takes back one's own comment; the facilitator may take away anybody's. */
    remove: define({
      payload: z.strictObject({ id: idSchema }),
      verb: 'comment',
      decide({ id }, decision): Effects {
        const comment = commentsOf(decision.view.board).get(id);
        if (!comment) return {};
        const me = memberOf(decision);
        const facilitates = sharedValue(decision.view.board, 'facilitator') === me;
        if (comment.author !== me && !facilitates) throw new Refusal('not-allowed');
        return { board: [{ root: 'comments', key: id, value: undefined }] };
      },
    }),
    /** Sets or takes back one's own reaction of a kind. */
    react: define({
      payload: z.strictObject({ card: idSchema, kind: z.enum(reactionKinds), on: z.boolean() }),
      verb: 'react',
      decide({ card, kind, on }, decision): Effects {
        const me = memberOf(decision);
        requireCard(card, decision);
        const reactions = reactionsOf(decision.view.board, card);
        const others = (reactions[kind] ?? []).filter((id) => id !== me);
        const next = { ...reactions, [kind]: on ? [...others, me] : others };
        const left = Object.fromEntries(Object.entries(next).filter(([, members]) => members.length > 0));
        const value = Object.keys(left).length > 0 ? left : undefined;
        return { board: [{ root: 'reactions', key: card, value }] };
      },
    }),
  } satisfies Record<string, Command>;
};
