import { query } from '@croupier/kit';
import type { WalletContext } from '../room.ts';
import { WalletBalance } from './statement.type.ts';

export interface StatedWallet {
  userId: string;
  id: string;
  currency: string;
}

/** PostgreSQL knows no year 0, and RFC 3339 does. */
const FIRST_MOMENT = new Date('0001-01-01T00:00:00Z');

interface AfterRow {
  version: string;
  created_at: Date | string;
  real_after: string;
  bonus_after: string;
  locked_after: string;
}

/** A wallet right after its last transaction at or before `at`; zeros and version 0 where there was none. No refusals. */
export function balanceAt(ctx: WalletContext, wallet: StatedWallet, at: Date): Promise<WalletBalance> {
  return lastAfter(ctx, wallet, 'created_at <= ?', at);
}

/** A wallet right before `at`: transactions of that very moment are not in it. */
export function balanceBefore(ctx: WalletContext, wallet: StatedWallet, at: Date): Promise<WalletBalance> {
  return lastAfter(ctx, wallet, 'created_at < ?', at);
}

async function lastAfter(ctx: WalletContext, wallet: StatedWallet, when: string, at: Date): Promise<WalletBalance> {
  const [row] = await query<AfterRow>(
    ctx.em,
    `select version, created_at, real_after, bonus_after, locked_after from transaction
     where user_id = ? and wallet_id = ? and ${when} order by version desc limit 1`,
    [wallet.userId, wallet.id, at < FIRST_MOMENT ? FIRST_MOMENT : at],
  );
  return Object.assign(new WalletBalance(), {
    currency: wallet.currency,
    version: Number(row?.version ?? 0),
    lastPostedAt: row ? new Date(row.created_at) : null,
    realMinor: BigInt(row?.real_after ?? 0),
    bonusMinor: BigInt(row?.bonus_after ?? 0),
    lockedMinor: BigInt(row?.locked_after ?? 0),
  });
}
