/** What the summaries of all kinds tell alike, in plain values. */
import { z } from 'zod';
import { idSchema, type Id } from '../../protocol/index.ts';
import type { DocumentView } from '../kind.ts';
import { actionsOf } from './actions.ts';
import { commentsOf, reactionKinds, reactionsOf } from './comments.ts';
import { toldMood } from './mood.ts';
import { peopleOf } from './people.ts';

/** How many reacted how, in the order of `reactionKinds`; without those that nobody gave. */
const reactionsSchema = z.array(z.strictObject({ kind: z.enum(reactionKinds), count: z.number() }));

const commentsSchema = z.array(
  z.strictObject({ author: z.string().nullable(), text: z.string(), at: z.number() }),
);

/** What was said under a card, or with one press. */
export const remarksFields = { reactions: reactionsSchema, comments: commentsSchema };
type Remarks = z.infer<z.ZodObject<typeof remarksFields>>;

export const actionSchema = z.strictObject({
  id: idSchema,
  text: z.string(),
  owner: z.string().nullable(),
  due: z.string().nullable(),
  /** What it came from, in words. */
  topic: z.string().nullable(),
  done: z.boolean(),
});

export const personSchema = z.strictObject({
  name: z.string(),
  role: z.enum(['member', 'guest', 'observer']),
});

export const moodSchema = z.strictObject({ answers: z.number(), counts: z.array(z.number()).nullable() });

export type NameOf = (id: Id | null | undefined) => string | null;

/** The names of people by id, of those removed too. */
export function namesOn(board: DocumentView): NameOf {
  const people = peopleOf(board);
  return (id) => (id ? (people.get(id)?.name ?? null) : null);
}

/** Comments and reactions under a card, the oldest comment first. */
export function remarksOn(board: DocumentView, card: Id, nameOf: NameOf): Remarks {
  const reactions = reactionsOf(board, card);
  return {
    reactions: reactionKinds.flatMap((kind) => {
      const count = reactions[kind]?.length ?? 0;
      return count > 0 ? [{ kind, count }] : [];
    }),
    comments: [...commentsOf(board).values()]
      .filter((comment) => comment.card === card)
      .sort((a, b) => a.at - b.at)
      .map(({ author, text, at }) => ({ author: nameOf(author), text, at })),
  };
}

/** Action items in the order they were made; `titleOf` says in words what one came from. */
export function actionsSummary(
  board: DocumentView,
  nameOf: NameOf,
  titleOf: (topic: Id | null) => string | null,
): z.infer<typeof actionSchema>[] {
  return [...actionsOf(board)]
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([id, { text, ownerId, due, topic, done }]) => ({
      id,
      text,
      owner: nameOf(ownerId),
      due,
      topic: titleOf(topic),
      done,
    }));
}

/** Who took part: whoever was invited and never came is not among them. */
export function peopleSummary(board: DocumentView): z.infer<typeof personSchema>[] {
  return [...peopleOf(board).values()]
    .filter(({ awaited }) => !awaited)
    .map(({ name, role }) => ({ name, role }));
}

export function moodSummary(board: DocumentView): z.infer<typeof moodSchema> {
  const mood = toldMood(board);
  return { answers: mood?.answers ?? 0, counts: mood?.counts ? [...mood.counts] : null };
}
