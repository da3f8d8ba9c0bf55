/** Which rows a batch of commands may need: the keys of its reads. */
import { arrayText } from '@croupier/kit';
import { lateScopeOf, playerScopeOf } from './judge/claims.ts';
import { isUserId, type LedgerCommand, policyOf } from './operation.ts';
import { dayOf } from './rates.ts';
import type { ReadName } from './statements.ts';

/** Up to how many claims are read one by one. */
const FEW = 2;

/** The distinct keys of each read, column by column. */
class Keys {
  readonly #known = new Map<ReadName, { seen: Set<string>; columns: string[][] }>();
  add(read: ReadName, ...key: string[]): void {
    let keys = this.#known.get(read);
    if (!keys) this.#known.set(read, (keys = { seen: new Set(), columns: key.map(() => []) }));
    const joined = key.join('\u0000');
    if (keys.seen.has(joined)) return;
    keys.seen.add(joined);
    key.forEach((part, index) => keys.columns[index]!.push(part));
  }
  entries(): [ReadName, string[]][] {
    return [...this.#known].flatMap(([read, { columns }]): [ReadName, string[]][] => {
      const count = columns[0]!.length;
      if (read !== 'claims' || count > FEW) return [[read, columns.map(arrayText)]];
      return Array.from({ length: count }, (_, row) => ['claim', columns.map((column) => column[row]!)]);
    });
  }
}

/** The keys of every row that the commands may need, read by read. */
export function keysOf(commands: LedgerCommand[], now: number): [ReadName, string[]][] {
  const keys = new Keys();
  for (const command of commands) {
    const { scope, userId, operations } = command;
    const policy = policyOf(command);
    const known = isUserId(userId);
    // Where the references of these commands may be claimed.
    const scopes = policy.txScope === 'PER_PLAYER' ? [scope, playerScopeOf(scope, userId)] : [scope];
    const answers = policy.duplicateIdentical === 'REPLAY_STORED';
    const claim = (reference: string, of = scopes) =>
      of.forEach((each) => {
        keys.add('claims', each, reference);
        if (answers) keys.add('answers', each, reference);
      });
    // Rows of nobody are not there: a text that is no id must not reach a uuid column.
    const own = (read: ReadName, key: string) => (known ? keys.add(read, userId, scope, key) : undefined);
    for (const operation of operations) {
      if ('reference' in operation && operation.reference !== undefined) claim(operation.reference);
      if ('grant' in operation) claim(operation.grant);
      switch (operation.kind) {
        case 'bet':
          if (policy.betAfterTombstone !== 'REFUSE') claim(operation.reference, scopes.map(lateScopeOf));
          own('closed_rounds', operation.roundId);
          break;
        case 'win':
          if (operation.promotion) {
            keys.add('ensure_caps', scope, dayOf(now));
            keys.add('caps', scope, dayOf(now));
          } else if (operation.bet === null || policy.settlement === 'ROUND_WISE') own('round_bets', operation.roundId);
          else claim(operation.bet);
          own('closed_rounds', operation.roundId);
          break;
        case 'release_cap':
          keys.add('ensure_caps', scope, dayOf(now));
          keys.add('caps', scope, dayOf(now));
          break;
        case 'rollback':
          claim(operation.bet);
          if (policy.rollbackAfterSettle !== 'REFUSE') for (const each of scopes) keys.add('wins', each, operation.bet);
          break;
        case 'end_round':
          own('round_bets', operation.roundId);
          own('closed_rounds', operation.roundId);
          break;
        case 'settle_bet':
        case 'refund_bet':
          claim(operation.bet);
          own('holds', operation.bet);
          break;
        case 'hold':
          own('holds', operation.reference);
          break;
        case 'capture':
        case 'release':
        case 'expire_hold':
          own('holds', operation.hold);
          break;
        case 'reserve_deposit':
          own('reservations', operation.reference);
          break;
        case 'release_deposit':
          own('reservations', operation.reservation);
          break;
        case 'deposit':
          if (operation.reservation !== null) own('reservations', operation.reservation);
          break;
        case 'chargeback':
          keys.add('deposits', scope, operation.deposit);
          if (known) keys.add('chargebacks', userId);
          break;
        case 'exchange':
          claim(operation.quote);
          break;
        case 'reverse_chargeback':
          if (known) keys.add('chargebacks', userId);
          break;
      }
    }
  }
  return keys.entries();
}
