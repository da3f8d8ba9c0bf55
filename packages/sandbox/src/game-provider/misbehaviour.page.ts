import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { chooseLanguage, sendPage } from '../web-page.ts';
import type { Misbehaviour } from './misbehaviour.ts';

const texts = {
  en: {
    title: 'A studio that misbehaves',
    why: 'Rehearse a bad studio: what is switched on here holds for every callback until it is switched off or the sandbox starts again.',
    duplicates: 'More copies of every callback, at once',
    delayMs: 'Every callback leaves this many milliseconds later',
    loseAnswers: 'Answers to bets are lost: they are repeated, then rolled back',
    lateBets: 'A bet leaves only after its rollback',
    loseEnds: 'Wins and rollbacks are kept back: rounds stay open until the operator asks for them',
    signWrongly: 'Callbacks are signed with a wrong secret',
    silent: 'The studio is silent: it sends nothing and answers nobody',
    save: 'Save',
  },
  ru: {
    title: 'Студия, которая ведёт себя плохо',
    why: 'Репетиция плохой студии: включённое действует на каждый вызов, пока его не выключат или пока песочницу не запустят заново.',
    duplicates: 'Сколько ещё копий каждого вызова послать одновременно',
    delayMs: 'На сколько миллисекунд позже уходит каждый вызов',
    loseAnswers: 'Ответы на ставки теряются: ставки повторяются, потом отменяются',
    lateBets: 'Ставка уходит только после своей отмены',
    loseEnds: 'Выигрыши и отмены не уходят: раунды открыты, пока оператор о них не спросит',
    signWrongly: 'Вызовы подписаны чужим секретом',
    silent: 'Студия молчит: ничего не шлёт и никому не отвечает',
    save: 'Сохранить',
  },
};
const NUMBERS = ['duplicates', 'delayMs'] as const;
const SWITCHES = ['loseAnswers', 'lateBets', 'loseEnds', 'signWrongly', 'silent'] as const;

const wantsPage = (request: FastifyRequest) => request.headers.accept?.includes('text/html') ?? false;

/** `GET /misbehaviour` shows the switches, `POST` sets all of them: a page for people, JSON for programs. */
export function routeMisbehaviour(app: FastifyInstance, misbehaviour: Misbehaviour): void {
  app.get('/misbehaviour', (request, reply) =>
    wantsPage(request) ? sendSwitches(request, reply, misbehaviour) : reply.send(misbehaviour.now),
  );
  app.post('/misbehaviour', (request, reply) => {
    const now = misbehaviour.change(request.body);
    return wantsPage(request) ? reply.redirect('/misbehaviour', 303) : reply.send(now);
  });
}

function sendSwitches(request: FastifyRequest, reply: FastifyReply, { now }: Misbehaviour): FastifyReply {
  const language = chooseLanguage(request);
  const t = texts[language];
  const numbers = NUMBERS.map(
    (name) => `<label>${t[name]} <input type="number" name="${name}" min="0" value="${now[name]}" required></label>`,
  );
  const boxes = SWITCHES.map(
    (name) => `<label><input type="checkbox" name="${name}"${now[name] ? ' checked' : ''}> ${t[name]}</label>`,
  );
  const body = `
<main>
  <header><h1>${t.title}</h1></header>
  <form class="controls" method="post" action="/misbehaviour">
    <p class="hint">${t.why}</p>
    ${[...numbers, ...boxes].map((field) => `<p>${field}</p>`).join('\n    ')}
    <button class="primary" type="submit">${t.save}</button>
  </form>
</main>`;
  return sendPage(reply, { language, title: t.title, body });
}
