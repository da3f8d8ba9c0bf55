import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseLanguage, escapeHtml, sendPage } from '../web-page.ts';
import type { Payment } from './payment.ts';
import type { Reversal } from './settle-payment.ts';

const texts = {
  en: {
    title: 'Sandbox payment',
    why: 'A payment page for development: no money moves.',
    amount: 'To pay',
    pay: 'Pay',
    decline: 'Decline',
    back: 'Back to the casino',
    SUCCEEDED: 'Paid',
    FAILED: 'Declined',
    REFUNDED: 'Refunded',
    CHARGED_BACK: 'Charged back',
    refund: 'Refund',
    'charge-back': 'Charge back',
    'win-chargeback': 'Win the dispute',
  },
  ru: {
    title: 'Тестовая оплата',
    why: 'Платёжная страница для разработки: деньги не списываются.',
    amount: 'К оплате',
    pay: 'Оплатить',
    decline: 'Отклонить',
    back: 'Вернуться в казино',
    SUCCEEDED: 'Оплачено',
    FAILED: 'Отклонено',
    REFUNDED: 'Возвращено',
    CHARGED_BACK: 'Оспорено банком',
    refund: 'Вернуть платёж',
    'charge-back': 'Оспорить в банке',
    'win-chargeback': 'Выиграть спор',
  },
};

/** What may become of a deposit later, for whoever tries the platform out. */
function laterButtons(id: string, status: Payment['status'], t: Record<Reversal, string>): string {
  const possible: Reversal[] =
    status === 'SUCCEEDED' ? ['refund', 'charge-back'] : status === 'CHARGED_BACK' ? ['win-chargeback'] : [];
  const button = (reversal: Reversal) =>
    `<form method="post" action="/psp/checkout/${id}/${reversal}"><button class="quiet" type="submit">${t[reversal]}</button></form>`;
  return possible.map(button).join('\n');
}

/** The hosted checkout of a deposit: the amount and two buttons, or how it ended. */
export function sendCheckout(request: FastifyRequest, reply: FastifyReply, payment: Payment): FastifyReply {
  const language = chooseLanguage(request);
  const t = texts[language];
  const { id, status, return_url: returnUrl } = payment;
  const decide =
    status === 'PENDING'
      ? `<form method="post" action="/psp/checkout/${id}/pay"><button class="primary" type="submit">${t.pay}</button></form>
         <form method="post" action="/psp/checkout/${id}/decline"><button class="quiet" type="submit">${t.decline}</button></form>`
      : `<p class="verdict" role="status">${t[status]}</p>${laterButtons(id, status, t)}<p><a href="${escapeHtml(returnUrl ?? '/')}">${t.back}</a></p>`;
  const body = `
<main>
  <header><h1>${t.title}</h1></header>
  <section class="controls">
    <div><p class="hint">${t.amount}</p><p class="amount">${escapeHtml(payment.amount)} ${escapeHtml(payment.currency)}</p></div>
    ${decide}
    <p class="hint">${t.why}</p>
  </section>
</main>`;
  const formTargets = returnUrl ? [new URL(returnUrl).origin] : [];
  return sendPage(reply, { language, title: t.title, body }, { formTargets });
}
