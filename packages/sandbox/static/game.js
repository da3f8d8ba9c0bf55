import { drawnBy, drawnIn, hashServerSeed } from './fairness.js';

const root = document.querySelector('main');
const t = JSON.parse(root.dataset.texts);
const gameId = root.dataset.game;
const token = new URLSearchParams(location.search).get('token');
const byId = (id) => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
const playsOfThisSeed = [];
let digits = 2;

async function ask(path, body) {
  const answer = await fetch(
    path,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const content = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(content.message), { code: content.error, balance: content.balance });
  return content;
}

const explain = (error) => t[error.code] ?? t.error;
const problem = (text) => (byId('problem').textContent = text);

function showBalance(balance) {
  if (!balance) return;
  byId('balance').textContent = `${balance.real} ${balance.currency}`;
  if (/[1-9]/.test(balance.bonus)) byId('balance').textContent += ` + ${balance.bonus}`;
}

async function showFairness() {
  const { serverSeedHash, clientSeed, nonce } = await ask(`/fairness?token=${encodeURIComponent(token)}`);
  byId('hash').textContent = serverSeedHash;
  byId('nonce').textContent = nonce;
  if (document.activeElement !== byId('client-seed')) byId('client-seed').value = clientSeed;
}

// Stakes are strings of digits: halving and doubling go through whole minor units, never through a float.
const toMinor = (text) => {
  const match = /^(\d{1,15})(?:[.,](\d*))?$/.exec(text.trim());
  if (!match || (match[2] ?? '').length > digits) return null;
  return BigInt(match[1] + (match[2] ?? '').padEnd(digits, '0'));
};
const toDecimal = (minor) => {
  const text = minor.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
};

function resize(change) {
  const minor = toMinor(byId('stake').value);
  if (minor === null) return problem(t.BAD_USER_INPUT);
  const changed = change(minor);
  byId('stake').value = toDecimal(changed > 0n ? changed : 1n);
  problem('');
}

function choiceNow() {
  if (gameId === 'dice') return { under: Number(byId('under').value) };
  if (gameId === 'coinflip') return document.querySelector('input[name=side]:checked').value;
  return undefined;
}

function showChance() {
  const under = Number(byId('under').value);
  byId('under-shown').textContent = under;
  byId('chance').textContent = `${under} %`;
  byId('pays').textContent = `×${(Math.floor(990000 / under) / 10000).toFixed(2)}`;
  byId('zone').style.width = `${under}%`;
}

function showOutcome(outcome) {
  const face = byId('face');
  if (gameId === 'dice') {
    face.textContent = outcome.roll;
    byId('pin').style.left = `${outcome.roll}%`;
  } else if (gameId === 'coinflip') {
    face.firstElementChild.textContent = t[outcome.side].charAt(0);
  } else {
    outcome.reels.forEach(
      (symbol, index) => (face.querySelectorAll('img')[index].src = `/assets/symbols/${symbol}.svg`),
    );
  }
}

const words = (drawn) =>
  drawn
    .split(' ')
    .map((word) => t[word] ?? word)
    .join(' · ');

function remember(played) {
  const line = document.createElement('li');
  line.className = played.outcome.won ? 'good' : '';
  const drawn = document.createElement('span');
  drawn.textContent = words(drawnIn(played.outcome));
  const payout = document.createElement('b');
  payout.textContent = played.outcome.won ? `+${played.payout}` : '—';
  line.append(drawn, payout);
  byId('history').prepend(line);
  while (byId('history').children.length > 8) byId('history').lastElementChild.remove();
  playsOfThisSeed.push(played);
  if (playsOfThisSeed.length > 1000) playsOfThisSeed.shift();
}

async function play(event) {
  event.preventDefault();
  const minor = toMinor(byId('stake').value);
  if (minor === null || minor === 0n) return problem(t.BAD_USER_INPUT);
  problem('');
  byId('go').disabled = true;
  byId('stage').classList.remove('won');
  byId('stage').classList.add('playing');
  byId('verdict').textContent = t.playing;
  const shown = new Promise((resolve) => setTimeout(resolve, calm ? 0 : 450));
  try {
    const played = await ask('/play', { token, gameId, stake: toDecimal(minor), choice: choiceNow() });
    await shown;
    showOutcome(played.outcome);
    byId('stage').classList.toggle('won', played.outcome.won);
    byId('verdict').textContent = played.outcome.won
      ? `${t.won} ${played.payout} (×${played.outcome.multiplier})`
      : t.lost;
    if (played.payoutPending) byId('verdict').textContent += ` · ${t.pending}`;
    showBalance(played.balance);
    remember(played);
    byId('nonce').textContent = played.proof.nonce + 1;
  } catch (error) {
    byId('verdict').textContent = t.ready;
    problem(explain(error));
    showBalance(error.balance);
  } finally {
    byId('stage').classList.remove('playing');
    byId('go').disabled = false;
  }
}

async function changeSeed(event) {
  event.preventDefault();
  try {
    await ask('/client-seed', { token, clientSeed: byId('client-seed').value });
    byId('client-seed').blur();
    await showFairness();
  } catch (error) {
    problem(explain(error));
  }
}

async function rotate() {
  const promised = byId('hash').textContent;
  const plays = playsOfThisSeed.splice(0);
  const { serverSeed } = await ask('/rotate', { token });
  const checks = plays.map(async ({ outcome, proof }) => {
    return proof.serverSeedHash === promised && (await drawnBy({ gameId, serverSeed, ...proof })) === drawnIn(outcome);
  });
  const fair = (await hashServerSeed(serverSeed)) === promised && (await Promise.all(checks)).every(Boolean);
  const seed = Object.assign(document.createElement('code'), { textContent: serverSeed });
  const verdict = document.createElement('p');
  verdict.className = fair ? 'good' : 'bad';
  if (!fair) verdict.textContent = t.notVerified;
  else verdict.textContent = plays.length > 0 ? `${plays.length} ${t.verified}` : t.nothingToVerify;
  byId('revealed').replaceChildren(
    Object.assign(document.createElement('p'), { textContent: t.revealed }),
    seed,
    verdict,
  );
  await showFairness();
}

async function begin() {
  if (!token) return problem(t.noToken);
  const session = await ask(`/session?token=${encodeURIComponent(token)}`);
  digits = session.digits;
  byId('currency').textContent = session.currency;
  byId('stake').value = digits > 2 ? `0.${'1'.padStart(Math.min(digits, 3), '0')}` : digits === 0 ? '100' : '1.00';
  byId('demo').hidden = session.mode !== 'DEMO';
  if (session.lobbyUrl) {
    byId('lobby').href = session.lobbyUrl;
    byId('lobby').hidden = false;
  }
  showBalance(session.balance);
  await showFairness();
  byId('go').disabled = false;
}

byId('play').addEventListener('submit', play);
byId('seed').addEventListener('submit', changeSeed);
byId('rotate').addEventListener('click', () => rotate().catch((error) => problem(explain(error))));
byId('half').addEventListener('click', () => resize((minor) => minor / 2n));
byId('double').addEventListener('click', () => resize((minor) => minor * 2n));
if (gameId === 'dice') {
  byId('under').addEventListener('input', showChance);
  showChance();
}
begin().catch((error) => problem(explain(error)));
