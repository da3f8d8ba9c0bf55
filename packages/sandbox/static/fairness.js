// The draws of src/game-provider/fairness.ts and the games' outcomes, once more, for a browser: whoever doubts the
// provider checks a play on their own machine. A test keeps the two alike.
const text = new TextEncoder();
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export async function hashServerSeed(serverSeed) {
  return hex(await crypto.subtle.digest('SHA-256', text.encode(serverSeed)));
}

async function drawsOf(serverSeed, clientSeed, nonce) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', text.encode(serverSeed), algorithm, false, ['sign']);
  let round = 0;
  let offset = 32;
  let block;
  const nextNumber = async () => {
    if (offset >= 32) {
      block = new DataView(await crypto.subtle.sign('HMAC', key, text.encode(`${clientSeed}:${nonce}:${round}`)));
      round += 1;
      offset = 0;
    }
    offset += 4;
    return block.getUint32(offset - 4);
  };
  return async (bound) => {
    const fair = 2 ** 32 - (2 ** 32 % bound);
    let number = await nextNumber();
    while (number >= fair) number = await nextNumber();
    return number % bound;
  };
}

const strip = (
  'seven cherry lemon plum bell cherry lemon bar plum cherry ' +
  'lemon bell plum cherry lemon bar plum bell lemon cherry'
).split(' ');

/** What was drawn, as text: "42.17", "heads" or "cherry bar seven". */
export async function drawnBy({ gameId, serverSeed, clientSeed, nonce }) {
  const draw = await drawsOf(serverSeed, clientSeed, nonce);
  if (gameId === 'dice') return ((await draw(10000)) / 100).toFixed(2);
  if (gameId === 'coinflip') return ['heads', 'tails'][await draw(2)];
  return [strip[await draw(20)], strip[await draw(20)], strip[await draw(20)]].join(' ');
}

/** What an outcome says was drawn, in the same words. */
export function drawnIn(outcome) {
  return outcome.roll ?? outcome.side ?? outcome.reels.join(' ');
}
