/** Action items, in the root `actions` of `board` and as rows that outlive the meeting. */
import { z } from 'zod';
import { idSchema, interfaceLimits, Refusal, type Id } from '../../protocol/index.ts';
import type { ActionItemRow, Command, DocumentView, Effects, MapWrite, MeetingView } from '../kind.ts';
import { define } from './define.ts';
import { peopleOf } from './people.ts';

export interface ActionItem {
  readonly text: string;
  readonly ownerId: Id | null;
  readonly due: string | null;
  /** What it came from. */
  readonly topic: Id | null;
  readonly done: boolean;
  readonly at: number;
}

/** What somebody fills in for an action item. */
export const actionFields = {
  text: z.string().trim().min(1).max(interfaceLimits.actionText),
  ownerId: idSchema.nullable(),
  due: z.iso.date().nullable(),
};

export function actionsOf(board: DocumentView): Map<Id, ActionItem> {
  return new Map(board.entries('actions') as Iterable<[Id, ActionItem]>);
}

/** Throws unless the owner is known to the meeting, awaited or not. */
export function requireOwner(ownerId: Id | null, board: DocumentView): void {
  if (ownerId && !peopleOf(board).has(ownerId)) throw new Refusal('not-found', 'owner');
}

interface ActionsOf {
  /** Whether an item may have come from this. */
  isTopic(topic: Id, board: DocumentView): boolean;
  /** What else of the board changes when an item is taken away. */
  frees(item: Id, view: MeetingView): readonly MapWrite[];
}

/** Writing an item down or changing it, ticking it off, taking it away. */
export const actions = ({ isTopic, frees }: ActionsOf) =>
  ({
    save: define({
      payload: z.strictObject({ id: idSchema, ...actionFields, topic: idSchema.nullable() }),
      verb: 'action.edit',
      decide({ id, ...fields }, { view, now }) {
        requireOwner(fields.ownerId, view.board);
        const before = view.board.value('actions', id) as ActionItem | undefined;
        // What it came from may have been taken back since.
        const isKnown = !fields.topic || fields.topic === before?.topic || isTopic(fields.topic, view.board);
        if (!isKnown) throw new Refusal('not-found', 'topic');
        return saved(id, { ...fields, done: before?.done ?? false, at: before?.at ?? now });
      },
    }),
    done: define({
      payload: z.strictObject({ id: idSchema, done: z.boolean() }),
      verb: 'action.edit',
      decide({ id, done }, { view }) {
        const item = view.board.value('actions', id) as ActionItem | undefined;
        if (!item) throw new Refusal('not-found');
        return saved(id, { ...item, done });
      },
    }),
    remove: define({
      payload: z.strictObject({ id: idSchema }),
      verb: 'action.edit',
      decide({ id }, { view }): Effects {
        const item = view.board.value('actions', id) as ActionItem | undefined;
        if (!item) return {};
        return {
          board: [{ root: 'actions', key: id, value: undefined }, ...frees(id, view)],
          actionItems: [row(id, item, true)],
        };
      },
    }),
  }) satisfies Record<string, Command>;

function saved(id: Id, item: ActionItem): Effects {
  return { board: [{ root: 'actions', key: id, value: item }], actionItems: [row(id, item, false)] };
}

function row(id: Id, { text, ownerId, due, done }: ActionItem, removed: boolean): ActionItemRow {
  return { id, text, ownerId, due, done, removed };
}
