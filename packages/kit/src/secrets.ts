/**
 * Secrets at rest (TOTP seeds, phone numbers, provider secrets): AES-256-GCM under the service's SECRETS_KEY.
 * SECRETS_KEY may list several keys, separated by commas: the first one seals, all of them open, so that a key can be changed while the house runs.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

// k1 did not say which key sealed it; k2 carries the key's id.
const VERSION = 'k2';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text that none of these keys (or another context) sealed, or that was changed since. It is a bug or an attack, never a refusal. */
export class UnreadableSecret extends Error {}

/** What a sealed text says of the key that sealed it: eight hex digits of its SHA-256. */
export const secretKeyId = (key: string): string =>
  createHash('sha256').update(keysOf(key)[0]!).digest('hex').slice(0, 8);

/** Whether `sealed` was sealed by the first of the keys; where not, it should be opened and sealed again. */
export const isSealedByFirstKey = (key: string, sealed: string): boolean =>
  sealed.startsWith(`${VERSION}.${secretKeyId(key)}.`);

/**
 * Encrypts `text` with `key` (32 bytes in base64, or several: the first). `context` is bound to it (AAD) and must be the same when it is
 * opened: give it the row it belongs to, such as `person:<id>:totp`, so that a sealed text copied to another row does not open there.
 */
export function sealSecret(key: string, text: string, context = ''): string {
  const nonce = randomBytes(NONCE_BYTES);
  const place = `${VERSION}.${secretKeyId(key)}`;
  const cipher = createCipheriv('aes-256-gcm', keysOf(key)[0]!, nonce);
  cipher.setAAD(Buffer.from(`${place}:${context}`));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${place}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** Decrypts what `sealSecret` made with one of the keys and the same context. Throws UnreadableSecret for anything else. */
export function openSecret(key: string, sealed: string, context = ''): string {
  const [version, ...rest] = sealed.split('.');
  const keys = keysOf(key);
  if (version === VERSION && rest.length === 2) {
    const found = keys.find((each) => secretKeyId(each.toString('base64')) === rest[0]);
    if (!found) throw new UnreadableSecret(`this secret was sealed by key ${rest[0]}, which is not among ours`);
    return open(found, `${VERSION}.${rest[0]}:${context}`, rest[1]!);
  }
  if (version !== 'k1' || rest.length !== 1) throw new UnreadableSecret('not a sealed secret');
  return openWithAny(keys, `k1:${context}`, rest[0]!);
}

function openWithAny([key, ...others]: Buffer[], place: string, body: string): string {
  try {
    return open(key!, place, body);
  } catch (error) {
    if (others.length === 0) throw error;
    return openWithAny(others, place, body);
  }
}

function open(key: Buffer, place: string, body: string): string {
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new UnreadableSecret('not a sealed secret');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new UnreadableSecret('this secret was sealed by another key or for another place, or it was changed');
  }
}

/** Whether a text is one key of 32 bytes in base64, or several separated by commas. */
export const isSecretsKey = (text: string): boolean =>
  text.split(',').every((each) => Buffer.from(each.trim(), 'base64').length === 32);

function keysOf(key: string): Buffer[] {
  if (!isSecretsKey(key)) throw new Error('a secrets key is 32 bytes in base64');
  return key.split(',').map((each) => Buffer.from(each.trim(), 'base64'));
}
