import { BadUserInput } from '@croupier/kit';

/** A client's key: 1 to 255 characters without NUL. Throws BadUserInput. */
export function checkIdempotencyKey(key: string): string {
  if (key.trim() === '' || key.length > 255 || key.includes('\u0000')) {
    throw new BadUserInput('An idempotencyKey has 1 to 255 characters', { idempotencyKey: 'is empty or too long' });
  }
  return key;
}
