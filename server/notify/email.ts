/** Sending mail: by SMTP, or, where somebody only tries the product on their own machine, into memory. */
import { createTransport } from 'nodemailer';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** For a mail that may have to be sent again: the same each time. */
  readonly messageId?: string;
}

/** The receiver's own server says that there is no such address: trying again will not help. */
export class Undeliverable extends Error {
  constructor(cause: unknown) {
    super('the receiver is not taken', { cause });
    this.name = 'Undeliverable';
  }
}

/** What went wrong, by code: an error's words may hold an address. */
export function problemOf(error: unknown): string {
  if (error instanceof Undeliverable) return problemOf(error.cause);
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return 'responseCode' in error && typeof error.responseCode === 'number'
    ? `${code} ${String(error.responseCode)}`
    : code;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Mails that stay here. */
export interface MemoryMailbox extends Mailer {
  sent(): readonly KeptMail[];
}

interface KeptMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

const mostKept = 200;

/** Keeps the newest mails in memory. */
export function memoryMailbox(now: () => Date): MemoryMailbox {
  const kept: KeptMail[] = [];
  return {
    async send({ to, subject, text }) {
      kept.push({ to, subject, text, at: now().toISOString() });
      if (kept.length > mostKept) kept.shift();
    },
    sent: () => kept,
  };
}

/** Sends by an SMTP server; its certificate is verified, and only this very machine is spoken to without TLS. */
export function smtpMailer(settings: { url: string; from: string }): Mailer {
  const url = new URL(settings.url);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: !local,
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  return {
    async send({ to, subject, text, messageId }) {
      try {
        await transport.sendMail({
          from: settings.from,
          to,
          subject,
          text,
          // Nobody's absence note is to answer it.
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(messageId === undefined ? {} : { messageId }),
        });
      } catch (error) {
        throw isNoSuchAddress(error) ? new Undeliverable(error) : error;
      }
    },
  };
}

function isNoSuchAddress(error: unknown): boolean {
  if (!(error instanceof Error) || !('command' in error) || !('responseCode' in error)) return false;
  return error.command === 'RCPT TO' && typeof error.responseCode === 'number' && error.responseCode >= 500;
}
