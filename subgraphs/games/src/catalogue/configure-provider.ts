import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import {
  BadUserInput,
  inTransaction,
  minorOf,
  moneyOf,
  openSecret,
  publish,
  sealSecret,
  userIdOf,
  type MoneyInput,
} from '@croupier/kit';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import { changedLimits, checkDialect, checkProvider } from './check-provider.ts';
import { Provider, type ProviderKind } from './provider.entity.ts';
import { checkPolicyChange, ownPolicyOf, policyOfStudio, type PolicyValue } from './provider-policy.ts';
import { secretContext } from './secret-context.ts';

export interface ConfigureProviderInput {
  name: string;
  kind?: ProviderKind | null;
  title?: string | null;
  dialect?: string | null;
  secret?: string | null;
  url?: string | null;
  enabled?: boolean | null;
  promotionsAllowed?: boolean | null;
  currencies?: string[] | null;
  leastBets?: MoneyInput[] | null;
  mostBets?: MoneyInput[] | null;
  mostPayouts?: MoneyInput[] | null;
  promotionsPerDay?: MoneyInput | null;
  policy?: PolicyValue[] | null;
}

/**
 * Adds a studio or a bookmaker, or changes what is named of it. Audited without the secret, which is sealed and never answered again.
 * Throws BadUserInput and UnknownDialect; what is refused changes nothing.
 */
export async function configureProvider(ctx: GamesContext, input: ConfigureProviderInput): Promise<Provider> {
  checkProvider(input);
  const provider = await inTransaction(ctx, async (ctx) => {
    const found = await ctx.em.findOne(Provider, { name: input.name });
    const before = found ? publicPart(found) : null;
    const provider = found ?? newProvider(ctx, input);
    change(ctx, provider, input);
    ctx.em.persist(provider);
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId: userIdOf(ctx.identity)!, action: 'configure-provider' },
      ...{ objectType: 'Provider', objectId: input.name, reason: null, before },
      after: { ...publicPart(provider), secretChanged: input.secret != null },
      at: ctx.now().toISOString(),
    });
    return provider;
  });
  ctx.room.studios.forget();
  ctx.live.push(MEMORY_TOPIC, { what: 'studios' } satisfies MemoryChange);
  return provider;
}

function newProvider(ctx: GamesContext, { name, kind, title, dialect, secret }: ConfigureProviderInput): Provider {
  if (dialect == null) throw new BadUserInput('A new provider needs a dialect', { dialect: 'is missing' });
  if (secret == null) throw new BadUserInput('A new provider needs a secret', { secret: 'is missing' });
  return ctx.em.create(Provider, {
    ...{ name, kind: kind ?? 'STUDIO', title: title ?? name, dialect, secretSealed: '', url: null, enabled: true },
    ...{
      promotionsAllowed: false,
      currencies: null,
      limits: {},
      promotionsPerDay: null,
      policy: {},
      updatedAt: ctx.now(),
    },
  } as never);
}

function change(ctx: GamesContext, provider: Provider, input: ConfigureProviderInput): void {
  if (input.kind != null && input.kind !== provider.kind)
    throw new BadUserInput('A provider stays what it is', { kind: 'cannot be changed' });
  if (input.dialect != null || input.secret != null)
    checkDialect(provider.kind, input.dialect ?? provider.dialect, input.secret ?? secretOf(ctx, provider));
  changePolicy(provider, input);
  if (input.title != null) provider.title = input.title;
  if (input.dialect != null) provider.dialect = input.dialect;
  if (input.url !== undefined) provider.url = input.url;
  if (input.enabled != null) provider.enabled = input.enabled;
  if (input.promotionsAllowed != null) provider.promotionsAllowed = input.promotionsAllowed;
  if (input.currencies !== undefined) provider.currencies = input.currencies;
  provider.limits = changedLimits(provider.limits, input);
  if (input.promotionsPerDay !== undefined)
    provider.promotionsPerDay = input.promotionsPerDay && moneyOf(minorOf(input.promotionsPerDay), 'EUR').amount;
  if (input.secret != null)
    provider.secretSealed = sealSecret(ctx.room.secretsKey, input.secret, secretContext(provider));
  provider.updatedAt = ctx.now();
}

function changePolicy(provider: Provider, { dialect, policy }: ConfigureProviderInput): void {
  if (provider.kind === 'BOOKMAKER') {
    if (policy?.length) throw new BadUserInput('A bookmaker has no policy', { policy: 'not for a bookmaker' });
    return;
  }
  const own = policy === undefined ? provider.policy : ownPolicyOf(policy ?? []);
  checkPolicyChange(
    policyOfStudio(provider),
    policyOfStudio({ name: provider.name, dialect: dialect ?? provider.dialect, policy: own }),
  );
  provider.policy = own;
}

const secretOf = (ctx: GamesContext, provider: Provider): string =>
  openSecret(ctx.room.secretsKey, provider.secretSealed, secretContext(provider));

const publicPart = (provider: Provider) => {
  const { kind, title, dialect, url, enabled, promotionsAllowed, currencies, limits, promotionsPerDay, policy } =
    provider;
  return { kind, title, dialect, url, enabled, promotionsAllowed, currencies, limits, promotionsPerDay, policy };
};
