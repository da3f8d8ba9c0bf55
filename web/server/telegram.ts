import { createHash, createHmac } from 'node:crypto';

/** What Telegram's Login Widget tells about a person, in the graph's words. */
export interface TelegramFields {
  id: string;
  firstName?: string;
  lastName?: string;
  username?: string;
  photoUrl?: string;
  authDate: string;
  hash: string;
}

const WIDGET_NAMES = {
  id: 'id',
  firstName: 'first_name',
  lastName: 'last_name',
  username: 'username',
  photoUrl: 'photo_url',
  authDate: 'auth_date',
} as const;

/** Signs a development login as Telegram would. Source: core.telegram.org/widgets/login, "Checking authorization". */
export function signTelegramLogin(botToken: string, person: Omit<TelegramFields, 'hash'>): TelegramFields {
  const lines = Object.entries(WIDGET_NAMES)
    .flatMap(([ours, theirs]) =>
      person[ours as keyof typeof person] ? [`${theirs}=${person[ours as keyof typeof person]}`] : [],
    )
    .sort();
  const secret = createHash('sha256').update(botToken).digest();
  return { ...person, hash: createHmac('sha256', secret).update(lines.join('\n')).digest('hex') };
}

/** The widget's own names (`first_name` …) in the graph's, for the redirect back from Telegram. */
export function readTelegramFields(given: URLSearchParams): TelegramFields | null {
  const field = (name: string) => given.get(name)?.slice(0, 512) || undefined;
  const [id, authDate, hash] = [field('id'), field('auth_date'), field('hash')];
  if (!id || !authDate || !hash) return null;
  return {
    id,
    firstName: field('first_name'),
    lastName: field('last_name'),
    username: field('username'),
    photoUrl: field('photo_url'),
    authDate,
    hash,
  };
}
