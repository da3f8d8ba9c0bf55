import { BadUserInput } from '@croupier/kit';

/** A text for people to read: trimmed, no control characters, 1 to `most` characters. Throws BadUserInput naming `field`. */
export function readableText(field: string, text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > most)
    throw new BadUserInput(`${field} has 1 to ${most} characters`, { [field]: 'length' });

  if (/[\u0000-\u001f\u007f]/.test(trimmed))
    throw new BadUserInput(`${field} holds characters that cannot be shown`, { [field]: 'characters' });
  return trimmed;
}
