import type { Letter } from '../letter.ts';
import { line, type MailWords } from './line.ts';

/** Asks somebody to come to a meeting that has started. */
export function invitationMail({ to, meeting }: Letter, address: string): MailWords {
  const [title, team] = [line(meeting.title), line(meeting.team)];
  const invited = meeting.by
    ? `${line(meeting.by)} invites you to “${title}”, a retrospective of ${team}.`
    : `You are invited to “${title}”, a retrospective of ${team}.`;
  return {
    to: to.email,
    subject: `You are invited: ${title}`,
    text: `Hello ${line(to.name)},\n\n${invited}\n\nJoin here:\n${address}\n`,
  };
}
