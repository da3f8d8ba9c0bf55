import { createHmac } from 'node:crypto';

/** Croupier's own signature: `base64(HMAC-SHA256(secret, path + "\n" + X-Timestamp + "\n" + raw body))`. */
export function signedPath(secret: string, path: string, text: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${path}\n${timestamp}\n${text}`).digest('base64');
  return { 'x-timestamp': timestamp, 'x-signature': signature };
}
