import { createHmac } from 'node:crypto';
import { Allow, Cached, hasRole, KeyScope, MoneyType, openSecret, Public, query } from '@croupier/kit';
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { GamesContext } from '../room.ts';
import { configureProvider } from './configure-provider.ts';
import { ConfigureProviderArgs, ReleaseProviderCapArgs, SyncProviderArgs } from './provider.args.ts';
import { Provider, ProviderKind } from './provider.entity.ts';
import { policyOfStudio } from './provider-policy.ts';
import { CatalogueSyncType, HeldPayoutType, PolicyValueType, ProviderHealthType } from './provider.type.ts';
import { releaseProviderCap } from './release-provider-cap.ts';
import { secretContext } from './secret-context.ts';
import { lastSync, syncProvider } from './sync-catalogue.ts';

const moneys = (byCurrency: Record<string, string> = {}): MoneyType[] =>
  Object.entries(byCurrency).map(([currency, amount]) => ({ amount, currency }));

@Resolver(() => Provider)
export class ProviderResolver {
  @Allow('anyone')
  @Public()
  @KeyScope('catalogue')
  @Cached(2)
  @Query(() => [Provider], { nullable: true, description: 'The studios; for an ADMIN, bookmakers too' })
  providers(
    @Ctx() ctx: GamesContext,
    @Arg('kind', () => ProviderKind, { nullable: true, description: 'Only this kind' }) kind?: ProviderKind | null,
  ): Promise<Provider[]> {
    const kinds = [ProviderKind.STUDIO, ...(hasRole(ctx.identity, 'ADMIN') ? [ProviderKind.BOOKMAKER] : [])];
    const wanted = kinds.filter((each) => kind == null || each === kind);
    return ctx.em.find(Provider, { kind: { $in: wanted } }, { orderBy: { name: 'asc' } });
  }

  @Allow('ADMIN')
  @Mutation(() => Provider, { description: 'Adds or changes a studio or a bookmaker' })
  configureProvider(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => ConfigureProviderArgs) input: ConfigureProviderArgs,
  ): Promise<Provider> {
    return configureProvider(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => Provider, {
    description: "Lets a provider's promotions of today and the payouts that wait above its cap through",
  })
  releaseProviderCap(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => ReleaseProviderCapArgs) input: ReleaseProviderCapArgs,
  ): Promise<Provider> {
    return releaseProviderCap(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => CatalogueSyncType, {
    description: "Compares the catalogue with a studio's list of games now. NOT_FOUND, PROVIDER_UNAVAILABLE",
  })
  syncProvider(
    @Ctx() ctx: GamesContext,
    @Arg('input', () => SyncProviderArgs) input: SyncProviderArgs,
  ): Promise<CatalogueSyncType> {
    return syncProvider(ctx, input);
  }

  @Allow('ADMIN')
  @FieldResolver(() => ProviderHealthType, { nullable: true, description: 'How it answers our calls' })
  health(@Root() provider: Provider, @Ctx() ctx: GamesContext): ProviderHealthType {
    return ctx.room.calls.healthOf(provider);
  }

  @Allow('ADMIN')
  @FieldResolver(() => CatalogueSyncType, { nullable: true, description: 'The last sync that changed anything' })
  lastSync(@Root() provider: Provider, @Ctx() ctx: GamesContext): Promise<CatalogueSyncType | null> {
    return lastSync(ctx, provider.name);
  }

  @Allow('ADMIN')
  @FieldResolver(() => [HeldPayoutType], {
    nullable: true,
    description: 'Payouts above the cap that wait; at most 100',
  })
  heldPayouts(@Root() provider: Provider, @Ctx() ctx: GamesContext): Promise<HeldPayoutType[]> {
    return query<HeldPayoutType>(
      ctx.em,
      `select reference, user_id as "userId", amount, currency, held_at as "heldAt" from held_payout
       where provider = ? and released_at is null order by held_at limit 100`,
      [provider.name],
    );
  }

  @Allow('ADMIN')
  @FieldResolver(() => String, { nullable: true, description: 'Where it is called' })
  url(@Root() provider: Provider): string | null {
    return provider.url;
  }

  @Allow('ADMIN')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether it may pay promotions without a bet; of a bookmaker, whether its free bets are taken',
  })
  promotionsAllowed(@Root() provider: Provider): boolean {
    return provider.promotionsAllowed;
  }

  @Allow('ADMIN')
  @FieldResolver(() => [String], { nullable: true, description: 'Currencies in which it may be played; null: all' })
  currencies(@Root() provider: Provider): string[] | null {
    return provider.currencies;
  }

  @Allow('ADMIN')
  @FieldResolver(() => [MoneyType], { nullable: true, description: 'The smallest bet by currency' })
  leastBets(@Root() { limits }: Provider): MoneyType[] {
    return moneys(limits.leastBet);
  }

  @Allow('ADMIN')
  @FieldResolver(() => [MoneyType], { nullable: true, description: 'The largest bet by currency' })
  mostBets(@Root() { limits }: Provider): MoneyType[] {
    return moneys(limits.mostBet);
  }

  @Allow('ADMIN')
  @FieldResolver(() => [MoneyType], {
    nullable: true,
    description: 'The largest payout by currency that needs no person',
  })
  mostPayouts(@Root() { limits }: Provider): MoneyType[] {
    return moneys(limits.mostPayout);
  }

  @Allow('ADMIN')
  @FieldResolver(() => [PolicyValueType], {
    nullable: true,
    description: 'How its callbacks are judged; null: a bookmaker',
  })
  policy(@Root() provider: Provider): PolicyValueType[] | null {
    if (provider.kind === 'BOOKMAKER') return null;
    return Object.entries(policyOfStudio(provider)).map(([name, value]) => ({
      ...{ name, value, own: name in provider.policy },
    }));
  }

  @Allow('ADMIN')
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'What it may pay as promotions in a day; null: 100 000 EUR',
  })
  promotionsPerDay(@Root() { promotionsPerDay }: Provider): MoneyType | null {
    return promotionsPerDay === null ? null : { amount: promotionsPerDay, currency: 'EUR' };
  }

  @Allow('ADMIN')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Tells two secrets apart without telling them: eight hex digits; they change with the secret and with our own key',
  })
  secretFingerprint(@Root() provider: Provider, @Ctx() ctx: GamesContext): string {
    const { secretsKey } = ctx.room;
    const secret = openSecret(secretsKey, provider.secretSealed, secretContext(provider));
    return createHmac('sha256', secretsKey)
      .update(`${secretContext(provider)}:${secret}`)
      .digest('hex')
      .slice(0, 8);
  }

  @Allow('ADMIN')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The id of the key of ours that its secret is sealed by',
  })
  secretKeyId(@Root() provider: Provider): string | null {
    return sealedBy(provider.secretSealed);
  }
}

const sealedBy = (sealed: string): string | null => {
  const [version, keyId] = sealed.split('.');
  return version === 'k2' ? (keyId ?? null) : null;
};
