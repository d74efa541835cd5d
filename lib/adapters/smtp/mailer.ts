import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import type { Options } from "nodemailer/lib/smtp-pool";
import type { Mail, Mailer } from "@/lib/ports/mailer";

/** Mail over SMTP. `url` is `smtp://user:password@host:port` (or smtps), `from` the sender's address. */
export function createSmtpMailer(options: { url: string; from: string }): Mailer & { close(): void } {
  const { protocol, hostname, port, username, password } = new URL(options.url);
  const secure = protocol === "smtps:";
  const settings: Options = {
    pool: true,
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    maxConnections: 2,
    connectionTimeout: 10_000,
    socketTimeout: 30_000,
  };
  if (username) settings.auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const transport = createTransport(settings, { from: options.from });
  const domain = /@([^\s>]+)/.exec(options.from)?.[1] ?? "localhost";
  return {
    async send(mail: Mail): Promise<void> {
      const { to, subject, text, html } = mail;
      await transport.sendMail({ to, subject, text, html, messageId: messageId(mail.key, domain) });
    },
    close: () => transport.close(),
  };
}

/** The same key gives the same id, also from another process: mailboxes drop what they already have. */
function messageId(key: string, domain: string): string {
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 40)}@${domain}>`;
}
