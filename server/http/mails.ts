/** The words of the mails that HTTP sends. */
import type { Mail } from './ports.ts';

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
