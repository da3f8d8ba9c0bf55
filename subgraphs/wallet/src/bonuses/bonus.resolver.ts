import { Allow, query } from '@croupier/kit';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Wallet } from '../accounts/wallet.type.ts';
import type { WalletContext } from '../room.ts';
import { ForfeitBonusInput, GrantBonusInput } from './bonus.args.ts';
import { Bonus, bonusOf, type BonusRecord } from './bonus.type.ts';
import { forfeitBonus } from './forfeit-bonus.ts';
import { grantBonus } from './grant-bonus.ts';

@Resolver(() => Bonus)
export class BonusResolver {
  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Bonus, { description: 'Grants a bonus to a player who may receive one' })
  grantBonus(@Arg('input', () => GrantBonusInput) input: GrantBonusInput, @Ctx() ctx: WalletContext): Promise<Bonus> {
    return grantBonus(ctx, input);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Bonus, { description: 'Ends a bonus; what is left of it returns to the house' })
  forfeitBonus(
    @Arg('input', () => ForfeitBonusInput) input: ForfeitBonusInput,
    @Ctx() ctx: WalletContext,
  ): Promise<Bonus> {
    return forfeitBonus(ctx, input.id);
  }
}

@Resolver(() => Wallet)
export class WalletBonusesResolver {
  @FieldResolver(() => [Bonus], { description: 'Bonuses in this currency, newest first, at most 100' })
  async bonuses(@Root() wallet: Wallet, @Ctx() ctx: WalletContext): Promise<Bonus[]> {
    const loader = ctx.loaders.get<string, Bonus[]>('bonuses-of-wallet', async (keys) => {
      const userIds = [...new Set(keys.map((key) => key.split(' ')[0]!))];
      const rows = await query<BonusRecord>(
        ctx.em,
        `select * from (select *, row_number() over (partition by user_id, currency order by created_at desc, id) as place from bonus
         where user_id = any(?::uuid[])) b where place <= 100 order by place`,
        [`{${userIds.join(',')}}`],
      );
      return keys.map((key) => rows.filter((row) => `${row.user_id} ${row.currency}` === key).map(bonusOf));
    });
    return (await loader.load(`${wallet.userId} ${wallet.currency}`)) ?? [];
  }
}
