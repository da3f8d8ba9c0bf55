import { MoneyType, moneyOf } from '@croupier/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

/**
 * A wallet as the graph shows it. It is no MikroORM entity: wallets are written by the ledger's lanes alone, and nothing may ever
 * flush an entity manager over them.
 */
@Directive('@key(fields: "id")')
@ObjectType('Wallet', { description: 'A player’s money in one currency, in three buckets' })
export class Wallet {
  userId!: string;

  @Field(() => ID, { description: 'The wallet’s id' })
  id!: string;

  @Field(() => String, { description: 'ISO 4217, and BTC, USDT, TON' })
  currency!: string;

  realMinor!: bigint;
  bonusMinor!: bigint;
  lockedMinor!: bigint;

  @Field(() => Int, { description: 'Rises by exactly 1 with every posted transaction' })
  version!: number;

  @Field(() => MoneyType, { description: 'Money that may be played and withdrawn' })
  get real(): MoneyType {
    return moneyOf(this.realMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'Money that may be played and is not yet the player’s to withdraw' })
  get bonus(): MoneyType {
    return moneyOf(this.bonusMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'Money that is held for withdrawals and bookmaker bets' })
  get locked(): MoneyType {
    return moneyOf(this.lockedMinor, this.currency);
  }

  @Field(() => MoneyType, { description: 'real + bonus + locked' })
  get total(): MoneyType {
    return moneyOf(this.realMinor + this.bonusMinor + this.lockedMinor, this.currency);
  }
}

export interface WalletRecord {
  user_id: string;
  id: string;
  currency: string;
  real_minor: string;
  bonus_minor: string;
  locked_minor: string;
  version: string;
}

export function walletOf(row: WalletRecord): Wallet {
  return Object.assign(new Wallet(), {
    userId: row.user_id,
    id: row.id,
    currency: row.currency,
    realMinor: BigInt(row.real_minor),
    bonusMinor: BigInt(row.bonus_minor),
    lockedMinor: BigInt(row.locked_minor),
    version: Number(row.version),
  });
}
