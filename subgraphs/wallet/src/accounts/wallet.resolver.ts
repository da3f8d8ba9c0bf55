import { Allow, userIdOf } from '@croupier/kit';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { WalletContext } from '../room.ts';
import { maySee, walletById, walletsOf } from './find-wallets.ts';
import { openWallet } from './open-wallet.ts';
import { User } from './user.type.ts';
import { OpenWalletInput } from './wallet.args.ts';
import { Wallet } from './wallet.type.ts';

@Resolver(() => Wallet)
export class WalletResolver {
  @Allow('PLAYER')
  @Mutation(() => Wallet, { description: 'Opens a wallet in a currency; where there is one, it is the answer' })
  async openWallet(
    @Arg('input', () => OpenWalletInput) input: OpenWalletInput,
    @Ctx() ctx: WalletContext,
  ): Promise<Wallet | null> {
    const { walletId } = await openWallet(ctx, userIdOf(ctx.identity)!, input.currency);
    return walletById(ctx, walletId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Whose money it is' })
  owner(@Root() wallet: Wallet): User {
    return { id: wallet.userId };
  }
}

@Resolver(() => User)
export class UserWalletsResolver {
  @FieldResolver(() => [Wallet], {
    nullable: true,
    description: 'The person’s wallets, oldest first; null where they are not yours to see',
  })
  wallets(@Root() user: User, @Ctx() ctx: WalletContext): Promise<Wallet[] | null> | null {
    return maySee(ctx, user.id) ? walletsOf(ctx, user.id) : null;
  }

  @FieldResolver(() => Wallet, {
    nullable: true,
    description: 'The person’s wallet in a currency; null where there is none or it is not yours to see',
  })
  async wallet(
    @Root() user: User,
    @Arg('currency', () => String) currency: string,
    @Ctx() ctx: WalletContext,
  ): Promise<Wallet | null> {
    if (!maySee(ctx, user.id)) return null;
    return (await walletsOf(ctx, user.id))?.find((wallet) => wallet.currency === currency) ?? null;
  }
}

/** A public door: anybody may ask `_entities` for any id. */
export async function loadWalletReference(reference: { id?: string }, ctx: WalletContext): Promise<Wallet | null> {
  const wallet = reference.id === undefined ? null : await walletById(ctx, reference.id);
  return wallet && maySee(ctx, wallet.userId) ? wallet : null;
}
