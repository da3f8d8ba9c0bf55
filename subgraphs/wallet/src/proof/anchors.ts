/**
 * Anchors: what the lanes' heads were at a moment, signed (Ed25519) and kept outside the database. A file a day, a line an anchor; each
 * line carries the SHA-256 of the line before it, so that none can be changed or taken out of the middle.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finding, type Report } from './finding.ts';

export interface AnchoredHead {
  lane: number;
  batch: number;
  sequence: number;
  hash: string;
  /** epoch milliseconds */
  moment: number;
}

export interface Anchor {
  /** ISO, UTC */
  at: string;
  /** SHA-256 (hex) of the line before it, empty for the first */
  previous: string;
  heads: AnchoredHead[];
}

/** Where anchors are and the key that proves them: the private key's public half is enough. */
export interface AnchorSource {
  dir: string;
  key: JsonWebKey;
}

const DAY_FILE = /^\d{4}-\d\d-\d\d\.jsonl$/;
const SIGNED = /^(\{.*),"signature":"([A-Za-z0-9_-]+)"\}$/;

export const dayFile = (at: string): string => `${at.slice(0, 10)}.jsonl`;
export const hashOfLine = (line: string): string => createHash('sha256').update(line).digest('hex');

/** The day files of a folder, the oldest first. */
export const anchorFiles = (dir: string): string[] =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => DAY_FILE.test(name))
        .sort()
    : [];

export const signingKey = (key: JsonWebKey): KeyObject => createPrivateKey({ key: { ...key }, format: 'jwk' });

export function checkingKey(key: JsonWebKey): KeyObject {
  const { d: _private, ...rest } = key;
  return createPublicKey({ key: rest, format: 'jwk' });
}

/** An anchor as its signed line, without a line break. */
export function anchorLine(anchor: Anchor, key: KeyObject): string {
  const { at, previous, heads } = anchor;
  const text = JSON.stringify({ at, previous, heads });
  return `${text.slice(0, -1)},"signature":"${sign(null, Buffer.from(text), key).toString('base64url')}"}`;
}

/** What a line says, or null where it is none; with a key only what that key signed. A machine that died while writing leaves such a line. */
export function readLine(line: string, key: KeyObject | null): Anchor | null {
  const [, body, signature] = SIGNED.exec(line) ?? [];
  if (body === undefined) return null;
  const text = `${body}}`;
  if (key && !verify(null, Buffer.from(text), key, Buffer.from(signature!, 'base64url'))) return null;
  try {
    return JSON.parse(text) as Anchor;
  } catch {
    return null;
  }
}

async function* linesOf(dir: string): AsyncGenerator<{ file: string; number: number; line: string }> {
  for (const file of anchorFiles(dir)) {
    let number = 0;
    const lines = createInterface({ input: createReadStream(join(dir, file)), crlfDelay: Infinity });
    for await (const line of lines) if (++number && line !== '') yield { file, number, line };
  }
}

/** Checks every anchor's signature and place. Answers how many lines there are: those that come later are not looked at. */
export async function checkAnchors(
  source: AnchorSource,
  report: Report,
): Promise<{ anchors: number; lines: number; torn: number; lastAt: string | null }> {
  const key = checkingKey(source.key);
  const found = { anchors: 0, lines: 0, torn: 0, lastAt: null as string | null };
  let previous = '';
  const heads = new Map<number, number>();
  for await (const { file, number, line } of linesOf(source.dir)) {
    found.lines++;
    const broken = (what: string) => report(finding('ANCHOR_BROKEN', {}, `anchor ${file}:${number}: ${what}`));
    const anchor = readLine(line, key);
    if (!anchor) {
      // Half a line is what a crash leaves; whoever damages a whole one breaks the next one's chain as well.
      if (SIGNED.test(line)) broken('its signature is not of this key, or it was changed');
      else found.torn++;
      continue;
    }
    if (anchor.previous !== previous)
      broken('it does not follow from the line before it: one was changed or is missing');
    if (found.lastAt !== null && anchor.at < found.lastAt) broken('it is older than the one before it');
    for (const head of anchor.heads) {
      if (head.batch < (heads.get(head.lane) ?? 0)) broken(`lane ${head.lane} had gone back to batch ${head.batch}`);
      heads.set(head.lane, head.batch);
    }
    previous = hashOfLine(line);
    found.anchors++;
    found.lastAt = anchor.at;
  }
  return found;
}

/** What the first `lines` lines say about one lane, each batch once, in the order of its batches. */
export async function* anchoredHeads(
  source: AnchorSource,
  lines: number,
  lane: number,
): AsyncGenerator<AnchoredHead & { at: string }> {
  const key = checkingKey(source.key);
  let read = 0;
  let last = 0;
  for await (const { line } of linesOf(source.dir)) {
    if (++read > lines) return;
    const head = readLine(line, null)?.heads.find((each) => each.lane === lane);
    // What lies still is not proved again; a head that went back was reported before.
    if (!head || head.batch <= last) continue;
    const anchor = readLine(line, key);
    if (!anchor) continue;
    last = head.batch;
    yield { ...head, at: anchor.at };
  }
}
