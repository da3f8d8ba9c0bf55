import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ASandbox } from '../testing/a-sandbox.ts';
import { Mailbox } from './mailbox.ts';

let sandbox: ASandbox;

beforeEach(async () => {
  sandbox = await new ASandbox('http://127.0.0.1:9').start();
});
afterEach(() => sandbox.stop());

const send = (to: string, subject = 'Код', text = 'Ваш код: 123456') =>
  createTransport({ host: '127.0.0.1', port: sandbox.smtpPort, secure: false, ignoreTLS: true }).sendMail({
    from: 'croupier@example.com',
    to,
    subject,
    text,
  });
const read = async (path: string, init?: RequestInit) => (await fetch(sandbox.mailUrl + path, init)).json();

test('a mail sent by SMTP is read as JSON, newest last, and carries no other six-digit number', async () => {
  await send('Alice@example.com');
  await send('37120000000@sms.local', 'SMS', 'Code 654321');
  const mails = (await read('/email')) as { id: string; text: string; date: string }[];
  expect(mails).toEqual([
    {
      id: expect.any(String),
      to: [{ address: 'Alice@example.com' }],
      subject: 'Код',
      text: 'Ваш код: 123456',
      date: expect.any(String),
    },
    {
      id: expect.any(String),
      to: [{ address: '37120000000@sms.local' }],
      subject: 'SMS',
      text: 'Code 654321',
      date: expect.any(String),
    },
  ]);
  for (const mail of mails) {
    expect(new Date(mail.date).toISOString()).toBe(mail.date);
    expect(mail.id).not.toMatch(/\d/);
    expect(await read(`/email/${mail.id}`)).toEqual(mail);
  }
  expect(await read('/email?to=alice@EXAMPLE.com')).toEqual([mails[0]]);
  expect(await read('/email?to=bob@example.com')).toEqual([]);
});

test('the page shows mails as text, never as markup', async () => {
  await send('a@example.com', '<script>alert(1)</script>', 'a <b>bold</b> word');
  const page = await fetch(sandbox.mailUrl);
  const html = await page.text();
  expect(html).not.toContain('<script');
  expect(html).toContain('a &lt;b&gt;bold&lt;/b&gt; word');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('the mailbox is emptied, and a mail that is not there is 404', async () => {
  await send('a@example.com');
  expect(await read('/email/all', { method: 'DELETE' })).toEqual({ deleted: 1 });
  expect(await read('/email')).toEqual([]);
  expect((await fetch(`${sandbox.mailUrl}/email/nothing`)).status).toBe(404);
});

test('a mail above a megabyte is refused and not kept', async () => {
  await expect(send('a@example.com', 'big', 'x'.repeat(1_200_000))).rejects.toThrow(/552|size/i);
  expect(await read('/email')).toEqual([]);
});

test('only the last 2 000 mails are kept', () => {
  const mailbox = new Mailbox();
  for (let index = 0; index < 2_010; index += 1) mailbox.put({ to: [], subject: String(index), text: '', date: '' });
  expect(mailbox.list()).toHaveLength(2_000);
  expect(mailbox.list()[0]?.subject).toBe('10');
});
