import { createHash, createHmac, randomBytes } from 'node:crypto';

/** What a player is shown before play; with the seed, revealed by rotation, every draw can be made again. */
export interface Proof {
  serverSeedHash: string;
  clientSeed: string;
  nonce: number;
}

/** Uniform integers from 0 to bound − 1. */
export type Draw = (bound: number) => number;

/** A fresh server seed: 32 random bytes as hex text. The text itself is the key and what is hashed. */
export function newServerSeed(): string {
  return randomBytes(32).toString('hex');
}

export function newClientSeed(): string {
  return randomBytes(8).toString('hex');
}

/** SHA-256 of the seed's text, in hex: the promise that is shown before play. */
export function hashServerSeed(serverSeed: string): string {
  return createHash('sha256').update(serverSeed).digest('hex');
}

/**
 * The draws of one play. Bytes come from HMAC-SHA256(key = serverSeed text, `${clientSeed}:${nonce}:${round}`) with
 * round 0, 1, 2 … as more are needed. A draw takes four bytes, big-endian; numbers above the largest multiple of
 * the bound are thrown away, so that every result is equally likely. `static/fairness.js` does the same in a browser.
 */
export function drawsOf(serverSeed: string, clientSeed: string, nonce: number): Draw {
  let block = Buffer.alloc(0);
  let round = 0;
  let offset = 0;
  const nextNumber = (): number => {
    if (offset >= block.length) {
      block = createHmac('sha256', serverSeed).update(`${clientSeed}:${nonce}:${round}`).digest();
      round += 1;
      offset = 0;
    }
    offset += 4;
    return block.readUInt32BE(offset - 4);
  };
  return (bound) => {
    const fair = 2 ** 32 - (2 ** 32 % bound);
    let number = nextNumber();
    while (number >= fair) number = nextNumber();
    return number % bound;
  };
}
