/** The end of a standup: by the clock when its window closes, or by hand. */
import { z } from 'zod';
import type { Carried, Effects, LeftOver, MeetingView } from '../../kind.ts';
import { after, mailToSchema, receivers } from '../../parts/close.ts';
import { define } from '../../parts/define.ts';
import { tellMood } from '../../parts/mood.ts';
import { setValue } from '../../parts/values.ts';
import { unpublished } from '../drafts.ts';
import { carriedRoot, entryOf, leastMoods, meetingValue, offeredRoot } from '../model.ts';
import { summaryOf } from '../summary.ts';

export const close = define({
  payload: z.strictObject({ mailTo: mailToSchema.default('nobody') }),
  verb: 'standup.drive',
  decide({ mailTo }, { view, actor, now }): Effects {
    // It was given more time since this was scheduled.
    if (actor.kind === 'system' && (meetingValue(view.board, 'expiresAt') ?? now) > now) return {};
    const round = meetingValue(view.board, 'round') ?? null;
    const board = [
      setValue('closedAt', now),
      setValue('timer', null),
      ...(round?.endedAt === null ? [setValue('round', { ...round, endedAt: now })] : []),
      ...tellMood(view, leastMoods),
    ];
    return {
      board,
      raisesEpoch: true,
      close: {
        summary: summaryOf(after(view.board, board), now),
        leftOver: [...view.notes.keys()].flatMap((memberId) => leftOverOf(memberId, view)),
        carried: [...view.notes.keys()].flatMap((memberId) => carriedOf(memberId, view)),
        mailTo: receivers(mailTo, view.board),
      },
    };
  },
});

/** What was never shown goes back to its author. */
function leftOverOf(memberId: string, view: MeetingView): LeftOver[] {
  return unpublished(memberId, view).map(({ question, text }) => ({ memberId, column: question.id, text }));
}

/**
 * What goes on: answers that their author takes to the retrospective, and the plan to the next standup. Whoever did not
 * answer today is offered again what they planned before.
 */
function carriedOf(memberId: string, { board, notes }: MeetingView): Carried[] {
  const own = notes.get(memberId);
  const entry = entryOf(memberId, board);
  const answers = entry?.answers ?? [];
  const plan = answers.filter(({ kind }) => kind === 'plan').map(({ text }) => text);
  const offered = own?.value(offeredRoot, 'plan');
  if (!entry && typeof offered === 'string') plan.push(offered);
  return [
    ...answers
      .filter(({ id }) => own?.value(carriedRoot, id) === true)
      .map(({ text }) => ({ memberId, text, to: 'retro' })),
    ...(plan.length > 0 ? [{ memberId, text: plan.join('\n'), to: 'standup' }] : []),
  ];
}
