import { randomUUID } from 'node:crypto';
import { BadUserInput, inTransaction, openSecret, query } from '@croupier/kit';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { CHALLENGE_LIFETIME_MS, type Challenge } from './challenge.ts';
import { makeCode, smsCode } from './send-code.ts';
import { PlayerBlocked, TelegramLoginRefused } from './sign-in.errors.ts';
import { isFresh, isTelegramHash, type TelegramFields } from './telegram-login.ts';

export interface TelegramLogin {
  id: string;
  firstName?: string | null;
  lastName?: string | null;
  username?: string | null;
  photoUrl?: string | null;
  authDate: string;
  hash: string;
}

/**
 * First step: a login that Telegram signed for our bot, at most ten minutes old, used once. A known person goes straight to the
 * second factor (and is sent the SMS where that is theirs).
 * Throws BadUserInput, TelegramLoginRefused, PlayerBlocked, RateLimited, ProviderUnavailable (SMS could not be sent).
 */
export async function signInWithTelegram(ctx: UsersContext, login: TelegramLogin): Promise<Challenge> {
  const fields = fieldsOf(login);
  if (!isTelegramHash(ctx.room.telegramBotToken, fields, login.hash))
    throw new TelegramLoginRefused('Telegram did not sign this login');
  if (!isFresh(login.authDate, ctx.now()))
    throw new TelegramLoginRefused('This Telegram login is too old; press the button again');
  const { challenge, sms } = await inTransaction(ctx, async (ctx) => {
    const used = await query(
      ctx.em,
      'insert into used_telegram_login (hash, used_at) values (?, ?) on conflict do nothing returning 1 as fresh',
      [login.hash, ctx.now()],
    );
    if (used.length === 0)
      throw new TelegramLoginRefused('This Telegram login was used before; press the button again');
    return openChallenge(ctx, login);
  });
  if (sms) await smsCode(ctx, sms.phone, sms.code);
  return challenge;
}

type Opened = { challenge: Challenge; sms: { phone: string; code: string } | null };

async function openChallenge(ctx: UsersContext, login: TelegramLogin): Promise<Opened> {
  const person = await ctx.em.findOne(User, { telegramId: login.id }, { populate: ['phone'] });
  const { status } = person?.statusAt(ctx.now()) ?? { status: 'ACTIVE' };
  if (status === 'BLOCKED' || status === 'CLOSED') throw new PlayerBlocked();
  const id = randomUUID();
  const nextStep = person ? 'SECOND_FACTOR' : 'EMAIL';
  const expiresAt = new Date(ctx.now().getTime() + CHALLENGE_LIFETIME_MS);
  await query(
    ctx.em,
    `insert into sign_in_challenge (id, telegram_id, person_id, display_name, next_step, second_factor, created_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      login.id,
      person?.id ?? null,
      displayNameOf(login),
      nextStep,
      person?.secondFactor ?? null,
      ctx.now(),
      expiresAt,
    ],
  );
  const challenge: Challenge = { id, nextStep, expiresAt };
  if (person?.secondFactor !== 'SMS') return { challenge, sms: null };
  const phone = openSecret(ctx.room.secretsKey, person.phone!, `person:${person.id}:phone`);
  return { challenge, sms: { phone, code: await makeCode(ctx, id) } };
}

/** Telegram's own names and order of checks; refuses line breaks, with which fields could be shifted under one signature. */
function fieldsOf(login: TelegramLogin): TelegramFields {
  const given = {
    id: login.id,
    first_name: login.firstName,
    last_name: login.lastName,
    username: login.username,
    photo_url: login.photoUrl,
    auth_date: login.authDate,
  };
  if (!/^[0-9]{1,20}$/.test(login.id)) throw new BadUserInput('A Telegram id is digits', { id: 'not a Telegram id' });
  if (!/^[0-9]{1,12}$/.test(login.authDate))
    throw new BadUserInput('authDate is in Unix seconds', { authDate: 'not a time' });
  if (!/^[0-9a-f]{64}$/.test(login.hash)) throw new BadUserInput('hash is 64 hex digits', { hash: 'not a hash' });
  const fields: TelegramFields = {};
  for (const [name, value] of Object.entries(given)) {
    if (value == null) continue;

    if (value.length > 1_000 || /[\u0000-\u001f]/.test(value))
      throw new BadUserInput(`${name} is not as Telegram sends it`, { [name]: 'malformed' });
    fields[name] = value;
  }
  return fields;
}

function displayNameOf(login: TelegramLogin): string {
  const name = [login.firstName, login.lastName].filter(Boolean).join(' ').trim();
  return (name || login.username || 'Player').slice(0, 100);
}
