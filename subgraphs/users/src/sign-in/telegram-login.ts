/** The Telegram Login Widget's proof (https://core.telegram.org/widgets/login#checking-authorization). */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The widget's fields by Telegram's own names, without the hash; absent ones are left out. */
export type TelegramFields = Record<string, string>;

/** The widget's hash over the fields: HMAC-SHA-256 under SHA-256(bot token), hex. */
export function telegramHash(botToken: string, fields: TelegramFields): string {
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
  const key = createHash('sha256').update(botToken).digest();
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Whether Telegram signed these fields for our bot. Says nothing about their age. */
export function isTelegramHash(botToken: string, fields: TelegramFields, hash: string): boolean {
  const right = Buffer.from(telegramHash(botToken, fields));
  const given = Buffer.from(hash);
  return right.length === given.length && timingSafeEqual(right, given);
}

const OLDEST_SECONDS = 600;
const FUTURE_SECONDS = 60;

/** At most ten minutes old, at most a minute ahead of our clock. */
export function isFresh(authDate: string, now: Date): boolean {
  if (!/^[0-9]{1,12}$/.test(authDate)) return false;
  const ageSeconds = now.getTime() / 1000 - Number(authDate);
  return ageSeconds <= OLDEST_SECONDS && ageSeconds >= -FUTURE_SECONDS;
}
