/** Sending mail: by SMTP, or, where somebody only tries the product on their own machine, into memory. */
import { createTransport } from 'nodemailer';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Mails that stay here. */
export interface MemoryMailbox extends Mailer {
  sent(): readonly (Mail & { readonly at: string })[];
}

const mostKept = 200;

/** Keeps the newest mails in memory. */
export function memoryMailbox(now: () => Date): MemoryMailbox {
  const kept: (Mail & { at: string })[] = [];
  return {
    async send(mail) {
      kept.push({ ...mail, at: now().toISOString() });
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
    socketTimeout: 20_000,
  });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ from: settings.from, to, subject, text });
    },
  };
}
