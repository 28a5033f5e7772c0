/** The few things of a summary that are told outside its page. */
import type { Outcome } from '../kind.ts';
import { summarySchema } from './summary.ts';

/** What a stored summary comes to. A topic without a title is called by its first note. */
export function outcomeOf(summary: unknown): Outcome {
  const { actionItems, topics, voted } = summarySchema.parse(summary);
  return {
    actionItems: actionItems.map(({ text, owner, due, done }) => ({ text, owner, due, done })),
    topics: topics.map(({ title, votes, cards }) => ({
      title: title || (cards[0]?.text ?? ''),
      votes: voted ? votes : null,
    })),
  };
}
