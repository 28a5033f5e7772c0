/** What a summary says beside the words of the people, in the reader's language: on the page and in exports. */
import type { ExportWords } from '#shared/meeting/retro/export/words.ts';
import type { ReactionKind } from '#shared/meeting/parts/comments.ts';
import type { Summary } from '#shared/meeting/retro/summary.ts';
import { m } from '#messages';
import { dayText } from '#lib/ui/dates.ts';

const reactions: Readonly<Record<ReactionKind, () => string>> = {
  agree: m.reaction_agree,
  love: m.reaction_love,
  idea: m.reaction_idea,
  question: m.reaction_question,
  laugh: m.reaction_laugh,
};
const moods = [m.mood_1, m.mood_2, m.mood_3, m.mood_4, m.mood_5];
const roles = { member: m.role_member, guest: m.role_guest, observer: m.role_observer };

export const reactionName = (kind: ReactionKind): string => reactions[kind]();

/** A mood's name: 1 (awful) to 5 (great). */
export const moodName = (mood: number): string => moods[mood - 1]?.() ?? '';

export const roleName = (role: keyof typeof roles): string => roles[role]();

/** When the meeting was held: a day with its times, or from a day to another. */
export function heldAt({ startedAt, closedAt }: Pick<Summary, 'startedAt' | 'closedAt'>): string {
  const sameDay = new Date(startedAt).toDateString() === new Date(closedAt).toDateString();
  const format = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'long',
    ...(sameDay ? { timeStyle: 'short' } : {}),
  });
  return format.formatRange(startedAt, closedAt);
}

/** The words of exports. */
export const exportWords = (): ExportWords => ({
  goal: m.goal(),
  anonymous: m.summary_anonymous(),
  actionItems: m.action_items(),
  noActionItems: m.summary_no_actions(),
  topics: m.topics(),
  noTopics: m.summary_no_topics(),
  mood: m.summary_mood(),
  table: {
    kind: m.summary_head_kind(),
    topic: m.summary_head_topic(),
    votes: m.summary_head_votes(),
    column: m.summary_head_column(),
    text: m.summary_head_text(),
    person: m.summary_head_person(),
    reactions: m.summary_head_reactions(),
    due: m.summary_head_due(),
    done: m.summary_head_done(),
    discussed: m.summary_head_discussed(),
  },
  kinds: {
    note: m.summary_kind_note(),
    comment: m.summary_kind_comment(),
    talk: m.summary_kind_talk(),
    title: m.summary_kind_title(),
    action: m.summary_kind_action(),
    person: m.summary_kind_person(),
  },
  yes: m.summary_yes(),
  no: m.summary_no(),
  nobodyYet: m.nobody_yet(),
  discussed: m.summary_discussed(),
  when: heldAt,
  tookPart: (count) => m.took_part({ count }),
  role: roleName,
  votes: (count) => m.votes_of_topic({ count }),
  due: (date) => m.due_on({ day: dayText(date) }),
  alsoCalled: (titles) => m.also_named({ titles }),
  reaction: (kind, count) => `${reactionName(kind)} ${count}`,
  moodName,
  moodAnswers: (count) => m.summary_mood_answers({ count }),
});
