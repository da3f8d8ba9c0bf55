import { drawnBy, hashServerSeed } from './fairness.js';

const t = JSON.parse(document.querySelector('main').dataset.texts);
const form = document.getElementById('verify');
const result = document.getElementById('verified');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { serverSeed, serverSeedHash, clientSeed, nonce, gameId, choice } = Object.fromEntries(new FormData(form));
  const hash = await hashServerSeed(serverSeed.trim());
  const drawn = await drawnBy({ gameId, serverSeed: serverSeed.trim(), clientSeed, nonce: nonce.trim() });
  const won =
    gameId === 'dice' ? Number(drawn) < Number(choice) : gameId === 'coinflip' ? drawn === choice.trim() : undefined;
  const fits = hash === serverSeedHash.trim();
  const lines = [
    [fits ? 'good' : 'bad', fits ? t.hashMatches : `${t.hashDiffers}: ${hash}`],
    [
      '',
      `${t.drawn}: ${drawn
        .split(' ')
        .map((word) => t[word] ?? word)
        .join(', ')}`,
    ],
  ];
  if (won !== undefined) lines.push([won ? 'good' : '', won ? t.won : t.lost]);
  result.replaceChildren(
    ...lines.map(([kind, line]) => Object.assign(document.createElement('p'), { className: kind, textContent: line })),
  );
});
