/** What somebody wrote and did not publish, and how it comes to the board. */
import type { Id } from '../../protocol/index.ts';
import type { DocumentView, MapWrite, MeetingView, Randomness } from '../kind.ts';
import { entryOf, publishedRoot, questionsOf, textRoot, type Answer, type Entry } from './model.ts';
import type { Question } from './options.ts';

/** A question with what somebody wrote under it. */
export interface Draft {
  readonly question: Question;
  readonly text: string;
  /** False for a question that this standup no longer asks. */
  readonly asked: boolean;
}

/** Everything that a member wrote, in the order of the questions, those of before last. */
export function draftsOf(memberId: Id, { board, notes }: MeetingView): Draft[] {
  const own = notes.get(memberId);
  if (!own) return [];
  const { present, past } = questionsOf(board);
  const written = (question: Question, asked: boolean): Draft[] => {
    const text = own.text(textRoot(question.id)).trim();
    return text === '' ? [] : [{ question, text, asked }];
  };
  return [
    ...present.flatMap((question) => written(question, true)),
    ...past.flatMap((question) => written(question, false)),
  ];
}

/** What of it nobody else has seen: never published, or changed since. */
export function unpublished(memberId: Id, view: MeetingView): Draft[] {
  const published = entryOf(memberId, view.board)?.answers ?? [];
  return draftsOf(memberId, view).filter(
    ({ question, text }) =>
      !published.some((answer) => answer.question === question.id && answer.text === text),
  );
}

interface Publication {
  readonly entry: Entry;
  /** The links from questions to answers, in their author's notes. */
  readonly links: readonly MapWrite[];
}

/** The author's words as an entry; null when there are none, `same` when the board has them already. */
export function publish(
  memberId: Id,
  view: MeetingView,
  now: number,
  random: Randomness,
): Publication | 'same' | null {
  const before = entryOf(memberId, view.board);
  const notes = view.notes.get(memberId);
  const links: MapWrite[] = [];
  const answers = draftsOf(memberId, view).flatMap(({ question, text, asked }): Answer[] => {
    const known = before?.answers.find((answer) => answer.question === question.id);
    // Nobody is asked this any more: only what was said already stays.
    if (!asked && !known) return [];
    // As long as the words stay, so does the question they were given to.
    if (known?.text === text) return [known];
    const id = known?.id ?? linkOf(question.id, notes) ?? random.id();
    if (id !== linkOf(question.id, notes)) links.push({ root: publishedRoot, key: question.id, value: id });
    return [
      {
        id,
        question: question.id,
        kind: question.kind,
        ask: asked || !known ? question.text : known.ask,
        text,
        blocker: known?.blocker ?? question.kind === 'blocker',
      },
    ];
  });
  if (answers.length === 0) return null;
  if (before && isSame(before.answers, answers)) return 'same';
  return { entry: { at: before?.at ?? now, edited: before ? now : null, answers }, links };
}

function linkOf(question: string, notes: DocumentView | undefined): Id | undefined {
  const id = notes?.value(publishedRoot, question);
  return typeof id === 'string' ? id : undefined;
}

function isSame(before: readonly Answer[], after: readonly Answer[]): boolean {
  return before.length === after.length && after.every((answer, at) => answer === before[at]);
}
