import type { AddressInfo } from 'node:net';
import { eventually } from '@croupier/testkit';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Mailbox {
  url: string;
  mails: { to: string; subject: string; text: string }[];
  /** The six digits of the newest mail to this address that came after `seen` mails. */
  codeFor: (address: string, seen?: number) => Promise<string>;
  countFor: (address: string) => number;
  stop: () => Promise<void>;
}

/** A real SMTP server that keeps what it is given. */
export async function startMailbox(): Promise<Mailbox> {
  const mails: Mailbox['mails'] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      void simpleParser(stream).then((mail) => {
        for (const { address } of session.envelope.rcptTo)
          mails.push({ to: address, subject: mail.subject ?? '', text: mail.text ?? '' });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const mailsTo = (address: string) => mails.filter((mail) => mail.to.toLowerCase() === address.toLowerCase());
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    countFor: (address) => mailsTo(address).length,
    codeFor: (address, seen = 0) =>
      eventually(() => {
        const mail = mailsTo(address)[Math.max(seen, mailsTo(address).length - 1)];
        const digits = mail?.text.match(/[0-9]{6,}/g) ?? [];
        if (digits.length !== 1) throw new Error(`${address} has no mail with exactly one code`);
        return digits[0]!;
      }),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
