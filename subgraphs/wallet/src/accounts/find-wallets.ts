import { type Context, isStaff, query, userIdOf } from '@croupier/kit';
import { isUserId } from '../ledger/operation.ts';
import type { WalletContext } from '../room.ts';
import { type Wallet, walletOf, type WalletRecord } from './wallet.type.ts';

/** Whether the asker may see this player's money: it is his own, or he is staff. */
export const maySee = (ctx: Pick<Context, 'identity'>, userId: string): boolean =>
  userIdOf(ctx.identity) === userId || isStaff(ctx.identity);

/** All wallets of players, oldest first; one query for everybody whom a request asks for. */
export function walletsOf(ctx: WalletContext, userId: string): Promise<Wallet[] | null> {
  if (!isUserId(userId)) return Promise.resolve([]);
  return ctx.loaders
    .get<string, Wallet[]>('wallets-of-user', async (userIds) => {
      const rows = await query<WalletRecord>(
        ctx.em,
        'select * from wallet where user_id = any(?::uuid[]) order by created_at, currency',
        [`{${userIds.join(',')}}`],
      );
      return userIds.map((id) => rows.filter((row) => row.user_id === id).map(walletOf));
    })
    .load(userId);
}

/** A wallet by its id, or null. */
export function walletById(ctx: WalletContext, id: string): Promise<Wallet | null> {
  if (!isUserId(id)) return Promise.resolve(null);
  return ctx.loaders
    .get<string, Wallet>('wallet-by-id', async (ids) => {
      const rows = await query<WalletRecord>(ctx.em, 'select * from wallet where id = any(?::uuid[])', [
        `{${ids.join(',')}}`,
      ]);
      return ids.map((each) => rows.filter((row) => row.id === each).map(walletOf)[0] ?? null);
    })
    .load(id);
}
