/** A standup on paper, with people to hold it. */
import { standup } from '#shared/meeting/standup/index.ts';
import { entryOf, textRoot, type Answer } from '#shared/meeting/standup/model.ts';

import { PaperMeeting, type PaperPerson } from './paper-meeting.ts';

const person = (digit: number, name: string, role: PaperPerson['role'] = 'member'): PaperPerson => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name,
  role,
});
export const ada = person(1, 'Ada');
export const ben = person(2, 'Ben');
export const cleo = person(3, 'Cleo');
export const dan = person(4, 'Dan');
export const olga = person(5, 'Olga', 'observer');

const hour = 60 * 60 * 1000;
/** The day of the paper standups; `PaperMeeting` begins at a million milliseconds. */
export const day = { date: '2026-11-25', zone: 'Europe/Zurich', closesAt: 1_000_000 + 12 * hour };

type Setup = NonNullable<ConstructorParameters<typeof PaperMeeting>[3]>;

export class PaperStandup extends PaperMeeting {
  /** Ada starts it; `here` have come in too. */
  constructor(options: object = {}, here: readonly PaperPerson[] = [ben, cleo, olga], setup: Setup = {}) {
    super(standup, { day, ...options }, ada, setup);
    this.enter(...here);
  }

  /** Types under questions, as the author's page would. */
  write(author: PaperPerson, texts: Readonly<Record<string, string>>): void {
    for (const [question, words] of Object.entries(texts))
      this.notes(author.id).setText(textRoot(question), words);
  }

  /** Types and publishes. */
  answer(author: PaperPerson, texts: Readonly<Record<string, string>>): void {
    this.write(author, texts);
    this.run(author, 'answers.publish');
  }

  /** What is on the board under a question. */
  shown(author: PaperPerson, question: string): Answer {
    const answer = entryOf(author.id, this.board)?.answers.find((one) => one.question === question);
    if (!answer) throw new Error(`${author.name} has no answer to ${question}`);
    return answer;
  }
}
