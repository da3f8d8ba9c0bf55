import type { FastifyInstance } from 'fastify';
import type { State } from '../state.ts';
import { chooseLanguage, escapeHtml, sendPage, serveStatic, type Language } from '../web-page.ts';
import { answerVerification } from './answer-verification.ts';
import { findGame, games } from './games/index.ts';
import { payTable, twoCherries, type SlotSymbol } from './games/slots.ts';
import { findSession } from './session.ts';
import { texts, type Texts } from './texts.ts';

const symbols = Object.keys(payTable) as SlotSymbol[];
const picture = (symbol: SlotSymbol) => `<img src="/assets/symbols/${symbol}.svg" alt="">`;

/** The game as people see it, in the operator's iframe or alone, and the page that checks a play by hand. */
export function routeGamePages(app: FastifyInstance, ctx: { state: State }, webUrl: string): void {
  for (const file of ['sandbox.css', 'game.js', 'verify.js', 'fairness.js', 'icon.svg'])
    serveStatic(app, `/assets/${file}`, file);
  for (const symbol of symbols) serveStatic(app, `/assets/symbols/${symbol}.svg`, `symbols/${symbol}.svg`);
  for (const { code } of games) serveStatic(app, `/thumbnails/${code}.svg`, `thumbnails/${code}.svg`);

  app.get<{ Params: { gameId: string }; Querystring: { token?: string } }>('/game/:gameId', async (request, reply) => {
    const game = findGame(request.params.gameId);
    const { token } = request.query;
    const session = typeof token === 'string' ? findSession(ctx.state, token) : undefined;
    const language = chooseLanguage(request, session?.language);
    const body = gameBody(game.code, game.title[language], language);
    const page = { language, title: game.title[language], body, script: '/assets/game.js' };
    return sendPage(reply, page, { frameAncestors: [new URL(webUrl).origin] });
  });

  app.get('/verify', async (request, reply) => {
    if (
      (request.query as { serverSeed?: unknown }).serverSeed !== undefined &&
      !request.headers.accept?.includes('text/html')
    ) {
      return answerVerification(request.query);
    }
    const language = chooseLanguage(request);
    const title = texts[language].verifyTitle;
    return sendPage(reply, { language, title, body: verifyBody(language), script: '/assets/verify.js' });
  });
}

function gameBody(code: string, title: string, language: Language): string {
  const t = texts[language];
  return `
<main class="game" data-game="${code}" data-language="${language}" data-texts="${escapeHtml(JSON.stringify(t))}">
  <header>
    <a class="lobby" id="lobby" hidden target="_top" aria-label="${t.lobby}"><svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M15 5l-7 7 7 7" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg></a>
    <h1>${escapeHtml(title)}</h1>
    <p class="balance"><span id="balance-label">${t.balance}</span> <output id="balance" aria-labelledby="balance-label">…</output></p>
  </header>
  <p class="demo" id="demo" hidden>${t.demo}</p>
  <section class="stage stage-${code}" id="stage" aria-live="polite">
    ${stage(code)}
    <p class="verdict" id="verdict">${t.ready}</p>
  </section>
  <form id="play" class="controls" novalidate>
    ${choiceFields(code, t)}
    <div class="field">
      <label for="stake">${t.stake} <span id="currency"></span></label>
      <div class="joined">
        <input id="stake" name="stake" inputmode="decimal" autocomplete="off" maxlength="24" value="1.00" aria-describedby="problem">
        <button type="button" id="half" aria-label="${t.half}">½</button>
        <button type="button" id="double" aria-label="${t.double}">2×</button>
      </div>
    </div>
    <p class="problem" id="problem" role="alert"></p>
    <button class="primary" id="go" type="submit" disabled>${{ dice: t.roll, coinflip: t.flip, slots: t.spin }[code] ?? t.play}</button>
  </form>
  ${code === 'slots' ? payTableBody(t) : ''}
  <section class="card"><h2>${t.history}</h2><ol class="history" id="history"></ol></section>
  <details class="card" id="fairness">
    <summary>${t.fairness}</summary>
    <p>${t.fairnessWhy}</p>
    <dl>
      <dt>${t.serverSeedHash}</dt><dd><code id="hash">…</code></dd>
      <dt>${t.nonce}</dt><dd><code id="nonce">…</code></dd>
    </dl>
    <form id="seed" class="field" novalidate>
      <label for="client-seed">${t.clientSeed}</label>
      <div class="joined"><input id="client-seed" maxlength="64" autocomplete="off" spellcheck="false"><button type="submit">${t.change}</button></div>
    </form>
    <p><button type="button" id="rotate">${t.rotate}</button></p>
    <div id="revealed" aria-live="polite"></div>
    <p><a href="/verify" target="_blank" rel="noopener">${t.verifyByHand}</a></p>
  </details>
</main>`;
}

function stage(code: string): string {
  if (code === 'dice')
    return '<p class="roll" id="face">50.00</p><div class="track" aria-hidden="true"><i id="zone"></i><b id="pin"></b></div>';
  if (code === 'coinflip') return '<div class="coin" id="face" aria-hidden="true"><span>?</span></div>';
  return `<div class="reels" id="face" aria-hidden="true"><span>${picture('cherry')}</span><span>${picture('seven')}</span><span>${picture('lemon')}</span></div>`;
}

function choiceFields(code: string, t: Texts): string {
  if (code === 'dice') {
    return `<div class="field"><label for="under">${t.under} <output id="under-shown" for="under">50</output></label>
      <input id="under" type="range" min="2" max="98" step="1" value="50">
      <p class="hint">${t.chance} <b id="chance">50 %</b> · ${t.pays} <b id="pays">×1.98</b></p></div>`;
  }
  if (code === 'coinflip') {
    const side = (name: 'heads' | 'tails', checked = '') =>
      `<label><input type="radio" name="side" value="${name}"${checked}> <span>${t[name]}</span></label>`;
    return `<fieldset class="sides"><legend>${t.side}</legend>${side('heads', ' checked')}${side('tails')}</fieldset>`;
  }
  return '';
}

function payTableBody(t: Texts): string {
  const row = (pictures: string, label: string, multiplier: number) =>
    `<tr><th scope="row"><span class="line" aria-hidden="true">${pictures}</span> ${label}</th><td>×${multiplier}</td></tr>`;
  const rows = [
    ...symbols.map((symbol) => row(picture(symbol).repeat(3), `${t[symbol]} ×3`, payTable[symbol])),
    row(picture('cherry').repeat(2), t.twoCherries, twoCherries),
  ];
  return `<details class="card"><summary>${t.payTable}</summary><table>${rows.join('')}</table></details>`;
}

function verifyBody(language: Language): string {
  const t = texts[language];
  const text = (id: string, label: string, value = '') =>
    `<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${id}" autocomplete="off" spellcheck="false" value="${value}"></div>`;
  const options = games
    .map(({ code, title }) => `<option value="${code}">${escapeHtml(title[language])}</option>`)
    .join('');
  return `
<main class="game" data-texts="${escapeHtml(JSON.stringify(t))}">
  <header><h1>${t.verifyTitle}</h1></header>
  <form class="controls" id="verify" novalidate>
    ${text('serverSeed', t.serverSeed)}${text('serverSeedHash', t.serverSeedHash)}${text('clientSeed', t.clientSeed)}${text('nonce', t.nonce, '0')}
    <div class="field"><label for="gameId">${t.game}</label><select id="gameId" name="gameId">${options}</select></div>
    ${text('choice', `${t.choice} (dice: 2–98; coinflip: heads, tails)`, '50')}
    <button class="primary" type="submit">${t.verify}</button>
    <div id="verified" role="status"></div>
  </form>
</main>`;
}
