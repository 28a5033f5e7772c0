/** The retrospective: a kind of meeting. */
import type { Effects, MapWrite, MeetingKind } from '../kind.ts';
import { actionDone, discussed, focus, removeAction, saveAction } from './commands/discussion.ts';
import { hideLater, publishOwn, removeCard, showLater, unpublishOwn } from './commands/cards.ts';
import { claim, done, removePerson, timer } from './commands/people.ts';
import { close, move } from './commands/steps.ts';
import { cardOf, meetingValue, peopleOf, type MeetingValues } from './model.ts';
import { writtenNotes } from './notes.ts';
import { optionsSchema, settled } from './options.ts';
import { schemas } from './schema.ts';
import { retroTopics } from './topics.ts';

export const retro: MeetingKind = {
  name: 'retro',
  schemas,
  options: optionsSchema,
  commands: {
    'step.move': move,
    'meeting.close': close,
    'card.publish': publishOwn,
    'card.unpublish': unpublishOwn,
    'card.show': showLater,
    'card.hide': hideLater,
    'card.remove': removeCard,
    'topic.focus': focus,
    'topic.discussed': discussed,
    'action.save': saveAction,
    'action.done': actionDone,
    'action.remove': removeAction,
    'facilitation.claim': claim,
    'done.set': done,
    'timer.set': timer,
    'participant.remove': removePerson,
  },

  begin({ title, goal, options: chosen }, facilitator): Effects {
    const options = settled(optionsSchema.parse(chosen));
    const values: MeetingValues = {
      title,
      goal,
      options,
      step: 'lobby',
      facilitator: facilitator.id,
      timer: null,
      focus: null,
      revealed: false,
    };
    return {
      board: [
        ...Object.entries(values).map(([key, value]) => ({ root: 'meeting', key, value })),
        { root: 'people', key: facilitator.id, value: facilitator },
      ],
      step: { name: 'lobby', votes: false },
    };
  },

  enter(person, view): MapWrite[] {
    const known = peopleOf(view.board).get(person.id);
    if (known?.name === person.name && known.role === person.role) return [];
    return [{ root: 'people', key: person.id, value: person }];
  },

  anonymous: (view) => meetingValue(view.board, 'options')?.anonymous ?? true,

  countHidden(view) {
    const columns: Record<string, number> = {};
    let total = 0;
    for (const { card, column } of writtenNotes(view)) {
      if (card !== undefined) continue;
      total += 1;
      columns[column] = (columns[column] ?? 0) + 1;
    }
    return { total, columns: meetingValue(view.board, 'options')?.anonymous ? null : columns };
  },

  budget(view) {
    const options = meetingValue(view.board, 'options');
    return { perPerson: options?.votesPerPerson ?? 0, perTopic: options?.votesPerTopic ?? 0 };
  },

  topicOf(card, view) {
    if (!cardOf(view.board, card) || cardOf(view.board, card)?.removed) return undefined;
    return retroTopics(view).find(({ members }) => members.includes(card))?.members;
  },

  wasPublished: (card, board) => cardOf(board, card) !== undefined,
  isColumn: (column, board) =>
    meetingValue(board, 'options')?.columns.some(({ id }) => id === column) ?? false,
};
