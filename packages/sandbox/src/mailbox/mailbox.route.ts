import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseInput, Refusal } from '../errors.ts';
import { chooseLanguage, escapeHtml, sendPage, serveStatic } from '../web-page.ts';
import type { Mail, Mailbox } from './mailbox.ts';

const filter = z.looseObject({ to: z.string().max(320).optional() });
const shownLimit = 50;
const texts = {
  en: { title: 'Dev mailbox', none: 'No mail yet', reload: 'Reload', to: 'To' },
  ru: { title: 'Почта разработки', none: 'Писем пока нет', reload: 'Обновить', to: 'Кому' },
};

/** The mailbox over HTTP: a JSON API for automation and a page for people. */
export function routeMailbox(app: FastifyInstance, mailbox: Mailbox): void {
  serveStatic(app, '/assets/sandbox.css', 'sandbox.css');
  serveStatic(app, '/assets/icon.svg', 'icon.svg');
  app.get('/email', async (request) => mailbox.list(parseInput(filter, request.query).to));
  app.get<{ Params: { id: string } }>('/email/:id', async (request) => {
    const mail = mailbox.find(request.params.id);
    if (!mail) throw new Refusal('NOT_FOUND', 404, 'there is no such mail');
    return mail;
  });
  app.delete('/email/all', async () => ({ deleted: mailbox.empty() }));
  app.get('/', async (request, reply) => {
    const language = chooseLanguage(request);
    const t = texts[language];
    const mails = mailbox.list().slice(-shownLimit).reverse();
    const list = mails.map((mail, index) => mailBody(mail, t.to, index === 0)).join('');
    const body = `<main><header><h1>${t.title}</h1><a href="/">${t.reload}</a></header>${list || `<p class="card">${t.none}</p>`}</main>`;
    return sendPage(reply, { language, title: t.title, body });
  });
}

function mailBody(mail: Mail, to: string, open: boolean): string {
  const addresses = mail.to.map(({ address }) => address).join(', ');
  return `<details class="card"${open ? ' open' : ''}><summary>${escapeHtml(mail.subject || '—')}</summary>
<p class="hint">${to}: ${escapeHtml(addresses)} · <time datetime="${mail.date}">${mail.date}</time></p><pre>${escapeHtml(mail.text)}</pre></details>`;
}
