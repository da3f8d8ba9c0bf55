import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { BadUserInput, inTransaction, publish, sealSecret, userIdOf } from '@croupier/kit';
import { DIALECTS } from '../providers/index.ts';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import { UnknownDialect } from './catalogue.errors.ts';
import { Provider } from './provider.entity.ts';
import { secretContext } from './studio-memory.ts';

export interface ConfigureProviderInput {
  name: string;
  title?: string | null;
  dialect?: string | null;
  secret?: string | null;
  url?: string | null;
  enabled?: boolean | null;
  promotionsAllowed?: boolean | null;
}

/**
 * Adds a provider, or changes what is named of it. Audited without the secret, which is sealed and never answered again.
 * Throws BadUserInput and UnknownDialect.
 */
export async function configureProvider(ctx: GamesContext, input: ConfigureProviderInput): Promise<Provider> {
  check(input);
  const provider = await inTransaction(ctx, async (ctx) => {
    const found = await ctx.em.findOne(Provider, { name: input.name });
    const before = found ? publicPart(found) : null;
    const provider = found ?? newProvider(ctx, input);
    if (input.title != null) provider.title = input.title;
    if (input.dialect != null) provider.dialect = input.dialect;
    if (input.url !== undefined) provider.url = input.url;
    if (input.enabled != null) provider.enabled = input.enabled;
    if (input.promotionsAllowed != null) provider.promotionsAllowed = input.promotionsAllowed;
    if (input.secret != null)
      provider.secretSealed = sealSecret(ctx.room.secretsKey, input.secret, secretContext(input.name));
    ctx.em.persist(provider);
    await publish(ctx, audited.games, {
      ...{
        entryId: randomUUID(),
        actorId: userIdOf(ctx.identity)!,
        action: 'configure-provider',
        objectType: 'Provider',
        objectId: input.name,
      },
      ...{
        reason: null,
        before,
        after: { ...publicPart(provider), secretChanged: input.secret != null },
        at: ctx.now().toISOString(),
      },
    });
    return provider;
  });
  ctx.room.studios.forget();
  ctx.live.push(MEMORY_TOPIC, { what: 'studios' } satisfies MemoryChange);
  return provider;
}

function newProvider(ctx: GamesContext, { name, title, dialect, secret }: ConfigureProviderInput): Provider {
  if (dialect == null) throw new BadUserInput('A new provider needs a dialect', { dialect: 'is missing' });
  if (secret == null) throw new BadUserInput('A new provider needs a secret', { secret: 'is missing' });
  return ctx.em.create(Provider, {
    name,
    title: title ?? name,
    dialect,
    secretSealed: '',
    url: null,
    enabled: true,
    promotionsAllowed: false,
  } as never);
}

const publicPart = ({ title, dialect, url, enabled, promotionsAllowed }: Provider) => ({
  title,
  dialect,
  url,
  enabled,
  promotionsAllowed,
});

function check({ name, title, dialect, secret, url }: ConfigureProviderInput): void {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name))
    throw new BadUserInput('A provider is named in small letters, digits and dashes', { name: 'malformed' });
  if (title != null && (title.trim() === '' || title.length > 100 || title.includes('\u0000')))
    throw new BadUserInput('A title has 1 to 100 characters', { title: 'malformed' });
  if (dialect != null && !DIALECTS.has(dialect)) throw new UnknownDialect(dialect);
  if (secret != null && (secret.length < 12 || secret.length > 4_096))
    throw new BadUserInput('A secret has 12 to 4096 characters', { secret: 'too short or too long' });
  if (url != null && !isHttpUrl(url))
    throw new BadUserInput('A provider is called by http or https', { url: 'malformed' });
}

function isHttpUrl(text: string): boolean {
  return text.length <= 2_000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
