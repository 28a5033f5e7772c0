/** A mail without its envelope. */
export interface MailWords {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const longest = 200;

/** What a person wrote, as one line of a mail. */
export function line(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  const letters = [...flat];
  return letters.length > longest ? `${letters.slice(0, longest).join('').trimEnd()}…` : flat;
}
