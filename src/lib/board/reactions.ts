/** The five reactions as a screen shows them. */
import CircleHelp from '@lucide/svelte/icons/circle-question-mark';
import Heart from '@lucide/svelte/icons/heart';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import Smile from '@lucide/svelte/icons/smile';
import ThumbsUp from '@lucide/svelte/icons/thumbs-up';
import type { ReactionKind } from '#shared/meeting/parts/comments.ts';
import { m } from '#messages';

/** Each kind's icon. */
export const reactionIcons = {
  agree: ThumbsUp,
  love: Heart,
  idea: Lightbulb,
  question: CircleHelp,
  laugh: Smile,
} as const satisfies Record<ReactionKind, unknown>;

const names: Record<ReactionKind, () => string> = {
  agree: m.reaction_agree,
  love: m.reaction_love,
  idea: m.reaction_idea,
  question: m.reaction_question,
  laugh: m.reaction_laugh,
};

export function reactionName(kind: ReactionKind): string {
  return names[kind]();
}
