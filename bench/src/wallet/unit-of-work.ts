import { defineEntity, LockMode, MikroORM, p } from '@mikro-orm/postgresql';
import { timeOrderedId } from '../../../subgraphs/wallet/src/index.ts';
import { makePlayers, openBooks } from './books.ts';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';
import { MOST_CONNECTIONS } from './row-locks.ts';

const Wallet = defineEntity({
  name: 'Wallet',
  tableName: 'wallet',
  properties: {
    userId: p.uuid().primary(),
    currency: p.text().primary(),
    id: p.uuid(),
    realMinor: p.bigint('bigint'),
    version: p.bigint('bigint'),
  },
});
const Claim = defineEntity({
  name: 'Claim',
  tableName: 'claim',
  properties: {
    ...{ reference: p.text().primary(), scope: p.text().primary(), kind: p.text(), userId: p.uuid(), hash: p.text() },
    ...{ transactionId: p.uuid(), createdAt: p.datetime(), lane: p.integer(), batch: p.bigint('bigint') },
  },
});
const Transaction = defineEntity({
  name: 'Transaction',
  tableName: 'transaction',
  properties: {
    ...{
      userId: p.uuid().primary(),
      transactionId: p.uuid().primary(),
      createdAt: p.datetime().primary(),
      lane: p.integer(),
    },
    ...{
      sequence: p.bigint('bigint'),
      kind: p.text(),
      walletId: p.uuid(),
      currency: p.text(),
      version: p.bigint('bigint'),
    },
    ...{ scope: p.text(), reference: p.text(), amountMinor: p.bigint('bigint'), amountEurMinor: p.bigint('bigint') },
    ...{ realChange: p.bigint('bigint'), bonusChange: p.bigint('bigint'), lockedChange: p.bigint('bigint') },
    ...{ realAfter: p.bigint('bigint'), bonusAfter: p.bigint('bigint'), lockedAfter: p.bigint('bigint') },
    ...{ roundId: p.text(), gameId: p.text(), betReference: p.text(), free: p.boolean(), promotion: p.boolean() },
    ...{ purpose: p.text(), gaming: p.bigint('bigint') },
  },
});

/** MikroORM's unit of work: a locked entity, two new ones, one flush. */
export async function unitOfWork(databaseUrl: string): Promise<Contender> {
  const next = inTurn(await makePlayers(databaseUrl));
  const books = await openBooks(databaseUrl);
  const orm = await MikroORM.init({
    clientUrl: databaseUrl,
    entities: [Wallet, Claim, Transaction],
    pool: { max: MOST_CONNECTIONS },
  });
  const scope = 'studio:bench';
  let bets = 0;
  return {
    name: 'f  MikroORM unit of work',
    async ask() {
      const [userId, sequence, transactionId] = [next(), ++bets, timeOrderedId()];
      const [reference, createdAt] = [`bet-${sequence}`, new Date()];
      await orm.em.fork().transactional(async (em) => {
        const lock = { lockMode: LockMode.PESSIMISTIC_WRITE };
        const own = await em.findOneOrFail(Wallet, { userId, currency: 'EUR' }, lock);
        if (own.realMinor < STAKE_MINOR) throw new Error('insufficient funds');
        own.realMinor -= STAKE_MINOR;
        own.version += 1n;
        em.create(Claim, {
          ...{ reference, scope, kind: 'BET', userId, hash: 'abcdefghijklmnopqrstuv', transactionId, createdAt },
          ...{ lane: 0, batch: 1n },
        });
        em.create(Transaction, {
          ...{ userId, transactionId, createdAt, lane: 0, sequence: BigInt(sequence), kind: 'BET', walletId: own.id },
          ...{ currency: 'EUR', version: own.version, scope, reference, amountMinor: STAKE_MINOR },
          ...{ amountEurMinor: STAKE_MINOR, realChange: -STAKE_MINOR, bonusChange: 0n, lockedChange: 0n },
          ...{ realAfter: own.realMinor, bonusAfter: 0n, lockedAfter: 0n, roundId: reference, gameId: 'dice' },
          ...{ betReference: reference, free: false, promotion: false, purpose: 'PLAY', gaming: STAKE_MINOR },
        });
      });
      return 1;
    },
    check: (operations) => books.check('unit of work', operations),
    async stop() {
      await orm.close();
      await books.stop();
    },
  };
}
