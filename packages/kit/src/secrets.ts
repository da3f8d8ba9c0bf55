/** Secrets at rest (TOTP seeds, phone numbers, provider secrets): AES-256-GCM under the service's SECRETS_KEY. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

// The prefix names the key's version, so that a later rotation can tell old texts from new ones.
const VERSION = 'k1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text that this key (or this context) did not seal, or that was changed since. It is a bug or an attack, never a refusal. */
export class UnreadableSecret extends Error {}

/**
 * Encrypts `text` with `key` (32 bytes in base64). `context` is bound to it (AAD) and must be the same when it is opened:
 * give it the row it belongs to, such as `person:<id>:totp`, so that a sealed text copied to another row does not open there.
 */
export function sealSecret(key: string, text: string, context = ''): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyBytes(key), nonce);
  cipher.setAAD(Buffer.from(`${VERSION}:${context}`));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
}

/** Decrypts what `sealSecret` made with the same key and context. Throws UnreadableSecret for anything else. */
export function openSecret(key: string, sealed: string, context = ''): string {
  const [version, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw new UnreadableSecret('not a sealed secret');
  const decipher = createDecipheriv('aes-256-gcm', keyBytes(key), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(`${VERSION}:${context}`));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw new UnreadableSecret('this secret was sealed by another key or for another place, or it was changed');
  }
}

function keyBytes(key: string): Buffer {
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== 32) throw new Error('a secrets key is 32 bytes in base64');
  return bytes;
}
