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
export function mailOf(
  mail: 'invitation' | 'summary',
  letter: Letter,
  { kinds, origin }: About,
): MailWords | null {
  const address = `${origin}/meetings/${letter.meeting.id}`;
  if (mail === 'invitation') return letter.meeting.state === 'open' ? invitationMail(letter, address) : null;
  const kind = kinds[letter.meeting.kind];
  if (!kind || letter.meeting.summary === null) return null;
  return summaryMail(letter, `${address}/summary`, kind.outcomeOf(letter.meeting.summary));
}
