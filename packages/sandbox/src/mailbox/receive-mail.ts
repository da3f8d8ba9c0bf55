import type { FastifyBaseLogger } from 'fastify';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

const mailLimitBytes = 1024 * 1024;

/** An SMTP server without sign-in or TLS that puts every mail into the mailbox, under the addresses it was delivered to. */
export function createSmtpServer(mailbox: Mailbox, log: FastifyBaseLogger): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: mailLimitBytes,
    maxClients: 100,
    socketTimeout: 30_000,
    closeTimeout: 2_000,
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then(
        (mail) => {
          if (stream.sizeExceeded) return done(Object.assign(new Error('too large'), { responseCode: 552 }));
          const to = session.envelope.rcptTo.map(({ address }) => ({ address }));
          const text = (mail.text ?? '').trimEnd();
          const stored = mailbox.put({ to, subject: mail.subject ?? '', text, date: new Date().toISOString() });
          log.debug({ id: stored.id }, 'mail received');
          done();
        },
        (error: Error) => done(error),
      );
    },
  });
  server.on('error', (error) => log.warn({ err: error }, 'smtp'));
  return server;
}
