/** The words of the mails that HTTP sends. */
import type { Mail } from './ports.ts';

/** Names are chosen by people: in a mail none of them becomes a link to elsewhere. */
const plainName = (name: string) => name.replaceAll(/([.:/@])(?=\S)/gu, '$1 ');

/** An invite to a team, for one address. */
export function inviteMail(invite: {
  to: string;
  link: string;
  inviter: string;
  teamName: string;
  organisationName: string;
  until: Date;
}): Mail {
  const [inviter, team, organisation] = [invite.inviter, invite.teamName, invite.organisationName].map(
    plainName,
  );
  return {
    to: invite.to,
    subject: "You are invited to a team on Team O'clock",
    text:
      `${String(inviter)} invites you to the team ${String(team)} of ${String(organisation)}. Open this link to join:\n\n${invite.link}\n\n` +
      `It works once, until ${invite.until.toISOString().slice(0, 10)}. You sign in by email, without a password. ` +
      'If you do not know who this is, ignore this mail: nothing happens without it.\n',
  };
}

/** The sign-in mail. Without a code, the link alone. */
export function signInMail(to: string, link: string, code: string | null): Mail {
  const byCode = code === null ? '' : `Or type this code where you asked for it: ${code}\n\n`;
  return {
    to,
    subject: "Sign in to Team O'clock",
    text:
      `Open this link in the browser where you asked to sign in:\n\n${link}\n\n${byCode}` +
      'Both work once, for ten minutes. If you did not ask for this, ignore this mail: nothing happens without it.\n',
  };
}
