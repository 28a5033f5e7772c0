/** The words of the mails about meetings. Plain text: nothing that a person wrote can become anything but words. */
import type { MeetingKind } from '#shared/meeting/index.ts';
import type { Letter } from '../letter.ts';
import type { MailWords } from './line.ts';
import { invitationMail } from './invitation.ts';
import { summaryMail } from './summary.ts';

interface About {
  readonly kinds: Readonly<Record<string, Pick<MeetingKind, 'outcomeOf'>>>;
  readonly origin: string;
}

/** The mail, or null when there is nothing to say any more: an invitation to what is over. */
export function mailOf(mail: 'invitation' | 'summary', letter: Letter, about: About): MailWords | null {
  const words = wordsOf(mail, letter, about);
  const choice = `Which mails you get is your choice: ${about.origin}/settings\n`;
  return words && { ...words, text: `${words.text}\n${choice}` };
}

function wordsOf(mail: 'invitation' | 'summary', letter: Letter, { kinds, origin }: About): MailWords | null {
  const { id, kind, state, summary } = letter.meeting;
  const address = `${origin}/meetings/${id}`;
  if (mail === 'invitation') return state === 'open' ? invitationMail(letter, address) : null;
  const known = kinds[kind];
  return known && summary !== null
    ? summaryMail(letter, `${address}/summary`, known.outcomeOf(summary))
    : null;
}
