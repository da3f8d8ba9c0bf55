/** What the rows must say together, besides being the rows that were written. The database does the sums, a cursor brings what is wrong. */
import type pg from 'pg';
import { finding, type FindingKind, type Report } from './finding.ts';
import { StoredRows } from './stored-rows.ts';

const ACCOUNTS = ['gaming', 'psp_clearing', 'bonus_cost', 'adjustments', 'debts', 'exchange'];
const HOUSE = ACCOUNTS.map((account) => `coalesce(${account}, 0)`).join(' + ');
/** Entries whose reference is a claim (of an exchange its quote); a bonus that ends names its bonus, a re-settlement its hold. */
const CLAIMED = `'DEPOSIT', 'BET', 'WIN', 'ROLLBACK', 'HOLD', 'CAPTURE', 'RELEASE', 'BONUS_GRANT', 'CORRECTION', 'CHARGEBACK', 'EXCHANGE', 'TOMBSTONE'`;

interface Check {
  kind: FindingKind;
  what: string;
  /** answers lane, sequence, transaction id and what else names it */
  sql: (ofLane: (userId: string) => string, onLane: string) => string;
}

const CHECKS: Check[] = [
  {
    kind: 'POSTINGS',
    what: 'its postings do not sum to zero',
    sql: (_ofLane, onLane) =>
      `select lane, sequence, transaction_id, kind from transaction t
       where real_change + bonus_change + locked_change + ${HOUSE} <> 0 and ${onLane}`,
  },
  {
    kind: 'WALLET_DIFFERS',
    what: 'its balances, version or currency are not what its transactions come to',
    sql: (ofLane) =>
      `select t.lane, t.sequence, null::text, 'wallet ' || coalesce(w.id, t.wallet_id) || ' of player ' || coalesce(w.user_id, t.user_id)
       from (select * from wallet where ${ofLane('user_id')}) w full join (
         select user_id, wallet_id, max(lane) as lane, max(sequence) as sequence, min(currency) as least, max(currency) as most, count(*) as entries,
           max(version) as version, sum(real_change) as "real", sum(bonus_change) as bonus, sum(locked_change) as locked
         from transaction where wallet_id is not null and ${ofLane('user_id')} group by user_id, wallet_id
       ) t on t.user_id = w.user_id and t.wallet_id = w.id
       where w.id is null or w.real_minor <> coalesce(t."real", 0) or w.bonus_minor <> coalesce(t.bonus, 0) or w.locked_minor <> coalesce(t.locked, 0)
         or w.version <> coalesce(t.version, 0) or w.version <> coalesce(t.entries, 0) or w.currency <> t.least or w.currency <> t.most`,
  },
  {
    kind: 'WALLET_ORDER',
    what: 'its version or its balances do not follow from the transaction before it',
    sql: (ofLane) =>
      `select lane, sequence, transaction_id, 'version ' || version || ' of wallet ' || wallet_id from (
         select *, lag(version, 1, 0::bigint) over w as before, lag(real_after, 1, 0::bigint) over w as real_before,
           lag(bonus_after, 1, 0::bigint) over w as bonus_before, lag(locked_after, 1, 0::bigint) over w as locked_before
         from transaction where wallet_id is not null and ${ofLane('user_id')} window w as (partition by user_id, wallet_id order by version)
       ) t where version is null or version <> before + 1 or real_after <> real_before + real_change
         or bonus_after <> bonus_before + bonus_change or locked_after <> locked_before + locked_change`,
  },
  {
    kind: 'CLAIM_WITHOUT_TRANSACTION',
    what: 'its transaction is missing',
    sql: (_ofLane, onLane) =>
      `select lane, null::bigint, transaction_id, 'claim (' || scope || ', ' || reference || ')' from claim t
       where transaction_id is not null and ${onLane}
         and not exists (select from transaction x where x.user_id = t.user_id and x.transaction_id = t.transaction_id)`,
  },
  {
    kind: 'TRANSACTION_WITHOUT_CLAIM',
    what: 'its claim is missing',
    sql: (_ofLane, onLane) =>
      `select lane, sequence, transaction_id, kind || ' (' || scope || ', ' || coalesce(reference, bet_reference) || ')' from transaction t
       where kind in (${CLAIMED}) and ${onLane} and not exists (select from claim c where c.scope in (t.scope, 'player:' || t.user_id || ':' || t.scope) and c.user_id = t.user_id
         and c.reference = case when t.kind = 'TOMBSTONE' then t.bet_reference else t.reference end)`,
  },
  {
    kind: 'CLAIM_ADDED',
    what: 'is of no batch, although there were batches when it was made',
    sql: (_ofLane, onLane) =>
      `select lane, null::bigint, transaction_id, 'claim (' || scope || ', ' || reference || ')' from claim t
       where batch <= 0 and ${onLane} and (batch < 0 or created_at > (select min(committed_at) from lane_batch))`,
  },
];

/** Runs every check in the transaction of `client`; with a lane, over its rows and the players that have any there. */
export async function verifyBooks(client: pg.Client, lane: number | null, report: Report): Promise<void> {
  const onLane = lane === null ? 'true' : `t.lane = ${lane}`;
  const ofLane = (userId: string) =>
    lane === null ? 'true' : `${userId} in (select user_id from transaction where lane = ${lane})`;
  for (const [index, { kind, what, sql }] of CHECKS.entries()) {
    const rows = await StoredRows.open(client, `check_${index}`, sql(ofLane, onLane));
    for (let row = await rows.peek(); row; row = await rows.peek()) {
      rows.skip();
      const [inLane, sequence, transactionId, name] = row;
      const at = {
        lane: inLane == null ? null : Number(inLane),
        sequence: sequence == null ? null : Number(sequence),
        transactionId: transactionId ?? null,
      };
      const place = [
        ...(at.lane === null ? [] : [`lane ${at.lane}`]),
        ...(at.sequence === null ? [] : [`sequence ${at.sequence}`]),
        ...(at.transactionId === null ? [] : [`transaction ${at.transactionId}`]),
      ].join(', ');
      report(finding(kind, at, `${place}${place && ', '}${name}: ${what}`));
    }
    await rows.close();
  }
}
