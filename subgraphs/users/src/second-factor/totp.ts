import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;

/** A new secret: 160 bits, in base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer: 'Croupier',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });

/** What authenticator apps read from the QR code. */
export const otpauthUrlOf = (secret: string, email: string): string => totpOf(secret, email).toString();

/** The time step whose code this is, at most one step away from now; null for a wrong code (RFC 6238). */
export function totpStepOf(secret: string, code: string, now: Date): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_SECONDS) + delta;
}
