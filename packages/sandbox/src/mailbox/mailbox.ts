import { randomInt } from 'node:crypto';

export interface Mail {
  id: string;
  to: { address: string }[];
  subject: string;
  text: string;
  /** RFC 3339. */
  date: string;
}

const mailsLimit = 2_000;
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** The last 2 000 mails, oldest first, in memory. */
export class Mailbox {
  #mails: Mail[] = [];

  put(mail: Omit<Mail, 'id'>): Mail {
    // Letters alone: whoever looks for a six-digit code in a mail must not find one in its id.
    const id = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('');
    const stored = { id, ...mail };
    this.#mails.push(stored);
    if (this.#mails.length > mailsLimit) this.#mails = this.#mails.slice(-mailsLimit);
    return stored;
  }

  /** All mails, or those to one address in whatever case. */
  list(to?: string): Mail[] {
    if (to === undefined) return this.#mails;
    const wanted = to.toLowerCase();
    return this.#mails.filter((mail) => mail.to.some(({ address }) => address.toLowerCase() === wanted));
  }

  find(id: string): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  empty(): number {
    const count = this.#mails.length;
    this.#mails = [];
    return count;
  }
}
