/** Remarks under a card, and reactions to it: both carry names, in anonymous meetings too (P2 says what is covered). */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../../protocol/index.ts';
import type { Decision, Effects } from '../../kind.ts';
import {
  cardOf,
  commentsOf,
  limits,
  meetingValue,
  reactionKinds,
  reactionsOf,
  type Comment,
} from '../model.ts';
import { define, memberOf } from './define.ts';

const words = z.string().trim().min(1).max(limits.comment);

/** A new comment, or other words for one's own. */
export const saveComment = define({
  payload: z.strictObject({ id: idSchema, card: idSchema, text: words }),
  verb: 'comment',
  decide({ id, card, text }, decision): Effects {
    const author = memberOf(decision);
    const comments = commentsOf(decision.view.board);
    const before = comments.get(id);
    if (before && (before.author !== author || before.card !== card)) throw new Refusal('not-allowed');
    if (!before && comments.size >= limits.commentsPerMeeting) throw new Refusal('over-cap');
    requireCard(card, decision);
    const comment: Comment = { card, author, text, at: before?.at ?? decision.now };
    return { board: [{ root: 'comments', key: id, value: comment }] };
  },
});

/** Takes back one's own comment; the facilitator may take away anybody's. */
export const removeComment = define({
  payload: z.strictObject({ id: idSchema }),
  verb: 'comment',
  decide({ id }, decision): Effects {
    const comment = commentsOf(decision.view.board).get(id);
    if (!comment) return {};
    const me = memberOf(decision);
    const facilitates = meetingValue(decision.view.board, 'facilitator') === me;
    if (comment.author !== me && !facilitates) throw new Refusal('not-allowed');
    return { board: [{ root: 'comments', key: id, value: undefined }] };
  },
});

/** Sets or takes back one's own reaction of a kind. */
export const react = define({
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
});

function requireCard(card: Id, { view }: Decision): void {
  const known = cardOf(view.board, card);
  if (!known || known.removed) throw new Refusal('not-found');
}
