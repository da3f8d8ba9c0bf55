import { ProviderUnavailable } from '@croupier/kit';
import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';

export interface OutgoingMail {
  to: string;
  subject: string;
  text: string;
}
/** Hands one mail to the SMTP server and waits until it has it. Throws ProviderUnavailable. */
export type SendMail = (mail: OutgoingMail) => Promise<void>;

const DEADLINE_MS = 5_000;

/** Mail through SMTP_URL, one connection a mail: a server that was restarted is simply met anew. */
export function smtpSender(url: string, from: string, log: Logger): SendMail {
  const transport = createTransport(url, { from });
  Object.assign(transport.options, {
    connectionTimeout: DEADLINE_MS,
    greetingTimeout: DEADLINE_MS,
    socketTimeout: DEADLINE_MS,
  });
  return async ({ to, subject, text }) => {
    await transport.sendMail({ to: { name: '', address: to }, subject, text }).catch((error: unknown) => {
      log.warn({ err: error }, 'a mail could not be handed over');
      throw new ProviderUnavailable('The message could not be sent; try again');
    });
  };
}

/** SMS of development: a mail to `<digits>@sms.local`. A real SMS provider is an adapter that is not built yet. */
export const smsAddress = (phone: string): string => `${phone.replaceAll(/[^0-9]/g, '')}@sms.local`;
