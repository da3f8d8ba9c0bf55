import { LEDGER_KINDS, type LedgerEntry } from '@croupier/contracts';
import { connectionOf, MoneyType } from '@croupier/kit';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Bucket } from '../accounts/bucket.type.ts';

/** Entries of the log that are Transactions: a closed round and a tombstone are not. */
export const TRANSACTION_KINDS = LEDGER_KINDS.filter((kind) => kind !== 'ROUND_CLOSED' && kind !== 'TOMBSTONE');
export type TransactionKind = Exclude<LedgerEntry['kind'], 'ROUND_CLOSED' | 'TOMBSTONE'>;
export const TransactionKind = Object.fromEntries(TRANSACTION_KINDS.map((kind) => [kind, kind])) as {
  [Kind in TransactionKind]: Kind;
};
registerEnumType(TransactionKind, { name: 'TransactionKind', description: 'What moved the money' });

export const TransactionStatus = { POSTED: 'POSTED', REVERSED: 'REVERSED' } as const;
export type TransactionStatus = keyof typeof TransactionStatus;
registerEnumType(TransactionStatus, {
  name: 'TransactionStatus',
  description: 'Whether it stands',
  valuesConfig: {
    POSTED: { description: 'It stands' },
    REVERSED: { description: 'A rollback took it back, or the rest of it' },
  },
});

@ObjectType({ description: 'What a transaction did to one bucket' })
export class TransactionEntry {
  @Field(() => Bucket, { description: 'The bucket' })
  bucket!: Bucket;

  @Field(() => MoneyType, { description: 'The change, signed from the player’s side' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'The bucket right after it' })
  balanceAfter!: MoneyType;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: 'One movement of a player’s money' })
export class Transaction {
  userId!: string;
  walletId!: string;
  /** the wallet's version after it */
  version!: number;

  @Field(() => ID, { description: 'The ledger’s id; in callbacks it is the answer’s transactionId' })
  id!: string;

  @Field(() => TransactionKind, { description: 'What moved the money' })
  kind!: TransactionKind;

  @Field(() => MoneyType, { description: 'How much, without a sign; a free bet is 0.00' })
  amount!: MoneyType;

  @Field(() => [TransactionEntry], { description: 'Changes per bucket; together they are the balance' })
  entries!: TransactionEntry[];

  @Field(() => String, { nullable: true, description: '`<provider>:<their transactionId>`' })
  reference!: string | null;

  @Field(() => String, { nullable: true, description: 'The provider’s round' })
  roundId!: string | null;

  @Field(() => String, { nullable: true, description: 'The provider’s name of the game' })
  gameCode!: string | null;

  @Field(() => Date, { description: 'When it was posted' })
  createdAt!: Date;
}

export const TransactionConnection = connectionOf('Transaction', Transaction);

/** `studio:sandbox` and `t-1` → `sandbox:t-1`. */
export const referenceOf = (scope: string, reference: string | null): string | null =>
  reference === null ? null : `${scope.replace(/^(studio|psp|bookmaker):/, '')}:${reference}`;

/** A Transaction from an entry of the log that belongs to a wallet. */
export function transactionOf(entry: LedgerEntry): Transaction {
  const currency = entry.currency!;
  return Object.assign(new Transaction(), {
    userId: entry.userId,
    walletId: entry.walletId!,
    version: entry.version!,
    id: entry.transactionId!,
    kind: entry.kind as TransactionKind,
    amount: { amount: entry.amount, currency },
    entries: entry.buckets.map(({ bucket, amount, balanceAfter }) => ({
      bucket,
      amount: { amount, currency },
      balanceAfter: { amount: balanceAfter, currency },
    })),
    reference: referenceOf(entry.scope, entry.reference),
    roundId: entry.roundId,
    gameCode: entry.gameId,
    createdAt: new Date(entry.at),
  });
}
