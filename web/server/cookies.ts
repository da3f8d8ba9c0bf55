import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A cookie whose content only this server can read or make: AES-256-GCM, bound to the cookie's name. */
export interface SealedCookie<T> {
  read(header: string | undefined): T | null;
  write(value: T): string;
  clear(): string;
}

export interface CookieSettings {
  secret: string;
  secure: boolean;
  maxAgeSeconds: number;
}

export function sealedCookie<T>(baseName: string, settings: CookieSettings): SealedCookie<T> {
  // A browser lets nobody but this host, over https, set a cookie named __Host-.
  const name = settings.secure ? `__Host-${baseName}` : baseName;
  const key = Buffer.from(hkdfSync('sha256', settings.secret, '', `croupier cookie ${name}`, 32));
  const attributes = `Path=/; HttpOnly; SameSite=Lax${settings.secure ? '; Secure' : ''}`;
  return {
    read: (header) => {
      const sealed = findCookie(header, name);
      return sealed ? unseal<T>(key, sealed) : null;
    },
    write: (value) => `${name}=${seal(key, value)}; ${attributes}; Max-Age=${settings.maxAgeSeconds}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}

export function findCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

function seal(key: Buffer, value: unknown): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
}

function unseal<T>(key: Buffer, sealed: string): T | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < 29) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')) as T;
  } catch {
    return null; // sealed by another secret, or tampered with: the same as no cookie
  }
}
