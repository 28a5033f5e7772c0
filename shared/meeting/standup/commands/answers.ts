/** A person's own answers: publishing, changing, taking back; what stands out in them, and what goes on to the retrospective. */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../../protocol/index.ts';
import type { Decision, Effects } from '../../kind.ts';
import { define, memberOf } from '../../parts/define.ts';
import { publish } from '../drafts.ts';
import { answerOf, carriedRoot, entryOf, isEntry, marksOn, type Answer } from '../model.ts';

/** Shows what I have written, or the changes to it. */
export const publishAnswers = define({
  payload: z.strictObject({}),
  verb: 'answers.publish',
  decide(_payload, decision): Effects {
    const memberId = memberOf(decision);
    const publication = publish(memberId, decision.view, decision.now, decision.random);
    if (publication === null) throw new Refusal('not-found', 'nothing is written');
    if (publication === 'same') return {};
    const { entry, links } = publication;
    return {
      board: [{ root: 'answers', key: memberId, value: entry }],
      notes: links.length > 0 ? [{ memberId, writes: links }] : [],
    };
  },
});

/** Takes my answers off the board. What others said to them waits, in case they come back. */
export const withdrawAnswers = define({
  payload: z.strictObject({}),
  verb: 'answers.publish',
  decide(_payload, decision): Effects {
    const memberId = memberOf(decision);
    if (!isEntry(memberId, decision.view.board)) return {};
    return { board: [{ root: 'answers', key: memberId, value: undefined }] };
  },
});

const ofAnswer = z.strictObject({ answer: idSchema, on: z.boolean() });

/** Says of an own answer that something is in the way, or that nothing is. */
export const setBlocker = define({
  payload: ofAnswer,
  verb: 'answers.publish',
  decide({ answer: id, on }, decision): Effects {
    const { memberId, answer } = ownAnswer(id, decision);
    const entry = entryOf(memberId, decision.view.board);
    if (!entry || answer.blocker === on) return {};
    const answers = entry.answers.map((one) => (one.id === id ? { ...one, blocker: on } : one));
    return { board: [{ root: 'answers', key: memberId, value: { ...entry, answers } }] };
  },
});

/** "Let's talk about it": by anybody who writes, with their name. */
export const mark = define({
  payload: ofAnswer,
  verb: 'answers.mark',
  decide({ answer: id, on }, decision): Effects {
    const me = memberOf(decision);
    const { board } = decision.view;
    if (!answerOf(id, board)) throw new Refusal('not-found');
    const others = marksOn(id, board).filter((member) => member !== me);
    const members = on ? [...others, me] : others;
    return { board: [{ root: 'marks', key: id, value: members.length > 0 ? members : undefined }] };
  },
});

/** Takes an own answer along to the team's next retrospective. Nobody else learns of it before that reveals it. */
export const carry = define({
  payload: ofAnswer,
  verb: 'answers.publish',
  decide({ answer: id, on }, decision): Effects {
    const { memberId } = ownAnswer(id, decision);
    return {
      notes: [{ memberId, writes: [{ root: carriedRoot, key: id, value: on || undefined }] }],
    };
  },
});

function ownAnswer(id: Id, decision: Decision): { memberId: Id; answer: Answer } {
  const found = answerOf(id, decision.view.board);
  if (!found) throw new Refusal('not-found');
  if (found.memberId !== memberOf(decision)) throw new Refusal('not-allowed', 'not the author');
  return found;
}
