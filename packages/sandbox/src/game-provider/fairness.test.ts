import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawsOf, hashServerSeed, newServerSeed } from './fairness.ts';
import { games } from './games/index.ts';
import { verify } from './verify.ts';

const choices: Record<string, unknown> = { dice: { under: 37 }, coinflip: 'tails', slots: undefined };

test('a draw is the first four bytes of HMAC-SHA256(seed text, clientSeed:nonce:0), modulo the bound', () => {
  const seed = 'a'.repeat(64);
  const block = createHmac('sha256', seed).update('lucky:7:0').digest();
  const draw = drawsOf(seed, 'lucky', 7);
  expect([draw(10_000), draw(2)]).toEqual([block.readUInt32BE(0) % 10_000, block.readUInt32BE(4) % 2]);
});

test('draws go on past one block, and the next block counts its round', () => {
  const draw = drawsOf('seed', 'client', 0);
  const drawn = Array.from({ length: 9 }, () => draw(10_000));
  const second = createHmac('sha256', 'seed').update('client:0:1').digest();
  expect(drawn[8]).toBe(second.readUInt32BE(0) % 10_000);
});

test('numbers above the largest multiple of the bound are thrown away', () => {
  // With this bound a third of all numbers is above; taken modulo, the low half would come twice as often.
  const bound = 2 ** 31 + 2 ** 29;
  const draw = drawsOf('seed', 'client', 1);
  const block = [0, 1].map((round) => createHmac('sha256', 'seed').update(`client:1:${round}`).digest());
  const numbers = block.flatMap((bytes) => Array.from({ length: 8 }, (_, index) => bytes.readUInt32BE(index * 4)));
  const kept = numbers.filter((number) => number < bound);
  expect(kept.length).toBeLessThan(numbers.length);
  expect(kept.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => draw(bound)));
});

test('a thousand plays of every game are verified from seed and proof, and none with another seed', () => {
  for (const game of games) {
    const serverSeed = newServerSeed();
    const serverSeedHash = createHash('sha256').update(serverSeed).digest('hex');
    let sameWithAnotherSeed = 0;
    for (let nonce = 0; nonce < 1_000; nonce += 1) {
      const choice = choices[game.code];
      const { outcome } = game.play(drawsOf(serverSeed, 'mine', nonce), 100n, choice);
      const proof = { serverSeedHash, clientSeed: 'mine', nonce };
      expect(verify(proof, serverSeed, { gameId: game.code, choice })).toEqual({
        serverSeedHash,
        hashMatches: true,
        outcome,
      });
      const forged = verify(proof, 'f'.repeat(64), { gameId: game.code, choice });
      expect(forged.hashMatches).toBe(false);
      if (JSON.stringify(forged.outcome) === JSON.stringify(outcome)) sameWithAnotherSeed += 1;
    }
    expect(sameWithAnotherSeed).toBeLessThan(600);
  }
});

test('rolls are uniform: chi-square over 100 bins of 100 000 draws stays below its 99.99 % bound', () => {
  const bins = new Array<number>(100).fill(0);
  for (let nonce = 0; nonce < 100_000; nonce += 1) {
    const bin = Math.floor(drawsOf('a fixed seed makes this test repeatable', 'client', nonce)(10_000) / 100);
    bins[bin] = (bins[bin] as number) + 1;
  }
  const chiSquare = bins.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
  expect(chiSquare).toBeLessThan(161.3);
});

test('the browser checks plays with the same draws', async () => {
  const path = '../../static/fairness.js';
  const browser = (await import(path)) as {
    hashServerSeed(seed: string): Promise<string>;
    drawnBy(play: Record<string, unknown>): Promise<string>;
    drawnIn(outcome: unknown): string;
  };
  const serverSeed = newServerSeed();
  expect(await browser.hashServerSeed(serverSeed)).toBe(hashServerSeed(serverSeed));
  for (const game of games) {
    for (let nonce = 0; nonce < 400; nonce += 1) {
      const { outcome } = game.play(drawsOf(serverSeed, 'мой сид', nonce), 100n, choices[game.code]);
      const drawn = await browser.drawnBy({ gameId: game.code, serverSeed, clientSeed: 'мой сид', nonce });
      expect(drawn).toBe(browser.drawnIn(outcome));
    }
  }
});
