/**
 * Every statement of the ledger's way, prepared once per connection. Rows travel as one JSON text per table, so a batch is two round
 * trips whatever its size. Column names in the JSON are those of rows.ts.
 */

import { DEMO_SCOPE } from './operation.ts';

/** Before anything is read, in a statement of its own: the reads that follow see what was waited for. */
export const LOCK_LANE = 'lock_lane';

const at = (column: string) => `to_timestamp(${column} / 1000.0)`;
const keyed = (table: string, columns: string) =>
  `select t.* from json_to_recordset($1) as k(${columns}) join ${table} t using (${columns.replaceAll(/ (uuid|text|date)/g, '')})`;

const READS = {
  claims: keyed('claim', 'scope text, reference text'),
  gates: `select * from player_gate where user_id = any($1::uuid[])`,
  wallets: `select * from wallet where user_id = any($1::uuid[])`,
  bonuses: `select * from bonus where user_id = any($1::uuid[])`,
  counters: `select *, period_start::text as period_start from gate_counter where user_id = any($1::uuid[]) and period_start > $2`,
  // What happened before a limit was set counts for it too. Quarters of an hour: the finest step between time zones.
  history: `select user_id, kind, purpose, currency, floor(extract(epoch from created_at) / 900) * 900000 as at,
      sum(amount_minor) as amount, sum(real_change + bonus_change + locked_change) as change
    from transaction where user_id = any($1::uuid[]) and created_at > $2 and wallet_id is not null and scope <> '${DEMO_SCOPE}'
      and (kind in ('DEPOSIT', 'BET', 'WIN', 'ROLLBACK') or purpose = 'BOOKMAKER_BET')
    group by 1, 2, 3, 4, 5`,
  bets: keyed('bet', 'user_id uuid, scope text, reference text'),
  round_bets: `select t.* from json_to_recordset($1) as k(user_id uuid, scope text, round_id text) join bet t
    on hashtextextended(t.round_id, 0) = hashtextextended(k.round_id, 0) and t.user_id = k.user_id and t.scope = k.scope and t.round_id = k.round_id`,
  closed_rounds: keyed('closed_round', 'user_id uuid, scope text, round_id text'),
  holds: keyed('hold', 'user_id uuid, scope text, reference text'),
  reservations: keyed('deposit_reservation', 'user_id uuid, scope text, reference text'),
  ensure_caps: `insert into promotion_cap (scope, day) select k.scope, k.day from json_to_recordset($1) as k(scope text, day date) on conflict do nothing`,
  caps: `select t.*, t.day::text as day from json_to_recordset($1) as k(scope text, day date) join promotion_cap t using (scope, day) order by t.scope, t.day for update of t`,
};
export type ReadName = keyof typeof READS;

const ids = `x("userId" uuid, scope text, reference text`;

const WRITES = {
  put_claims: `insert into claim (scope, reference, kind, user_id, hash, transaction_id, created_at)
    select scope, reference, kind, "userId", hash, "transactionId", ${at('"createdAt"')}
    from json_to_recordset($1) as ${ids}, kind text, hash text, "transactionId" uuid, "createdAt" bigint)`,
  put_wallets: `insert into wallet (user_id, id, currency, real_minor, bonus_minor, locked_minor, version, created_at)
    select "userId", id, currency, "real", bonus, locked, version, ${at('"createdAt"')}
    from json_to_recordset($1) as x("userId" uuid, id uuid, currency text, "real" bigint, bonus bigint, locked bigint, version bigint, "createdAt" bigint)`,
  move_wallets: `with moved as (
      update wallet w set real_minor = x."real", bonus_minor = x.bonus, locked_minor = x.locked, version = x.version
      from json_to_recordset($1) as x("userId" uuid, currency text, "real" bigint, bonus bigint, locked bigint, version bigint, "versionBefore" bigint)
      where w.user_id = x."userId" and w.currency = x.currency and w.version = x."versionBefore" returning 1)
    select expect_count(count(*), json_array_length($1)) from moved`,
  put_gates: `insert into player_gate (user_id, number, status, until, time_zone, limits, last_bet_at, changed_at)
    select "userId", number, status, ${at('until')}, "timeZone", limits, ${at('"lastBetAt"')}, ${at('"changedAt"')}
    from json_to_recordset($1) as x("userId" uuid, number int, status text, until bigint, "timeZone" text, limits jsonb, "lastBetAt" bigint, "changedAt" bigint)
    on conflict (user_id) do update set number = excluded.number, status = excluded.status, until = excluded.until,
      time_zone = excluded.time_zone, limits = excluded.limits, last_bet_at = excluded.last_bet_at, changed_at = excluded.changed_at`,
  put_counters: `insert into gate_counter (user_id, kind, period, period_start, currency, minor)
    select "userId", kind, period, "periodStart", currency, minor
    from json_to_recordset($1) as x("userId" uuid, kind text, period text, "periodStart" date, currency text, minor bigint)
    on conflict (user_id, kind, period, period_start, currency) do update set minor = excluded.minor`,
  put_bets: `insert into bet (user_id, scope, reference, transaction_id, round_id, game_id, currency, real_minor, bonus_minor, parts, grant_id,
      counted, wagered, status, wins, rollback_transaction_id, placed_at)
    select "userId", scope, reference, "transactionId", "roundId", "gameId", currency, "real", bonus, parts, "grantId",
      counted, wagered, status, wins, "rollbackTransactionId", ${at('"placedAt"')}
    from json_to_recordset($1) as ${ids}, "transactionId" uuid, "roundId" text, "gameId" text, currency text, "real" bigint, bonus bigint, parts jsonb,
      "grantId" uuid, counted jsonb, wagered jsonb, status text, wins int, "rollbackTransactionId" uuid, "placedAt" bigint)
    on conflict (user_id, scope, reference) do update set status = excluded.status, wins = excluded.wins,
      rollback_transaction_id = excluded.rollback_transaction_id`,
  put_closed_rounds: `insert into closed_round (user_id, scope, round_id, closed_at)
    select "userId", scope, "roundId", ${at('"closedAt"')} from json_to_recordset($1) as x("userId" uuid, scope text, "roundId" text, "closedAt" bigint)
    on conflict do nothing`,
  put_holds: `insert into hold (user_id, scope, reference, transaction_id, last_transaction_id, purpose, currency, amount_minor, status, round_id,
      selection, odds, outcome, payout_minor, net_minor, debt_minor, counted, placed_at)
    select "userId", scope, reference, "transactionId", "lastTransactionId", purpose, currency, amount, status, "roundId",
      selection, odds, outcome, payout, net, debt, counted, ${at('"placedAt"')}
    from json_to_recordset($1) as ${ids}, "transactionId" uuid, "lastTransactionId" uuid, purpose text, currency text, amount bigint, status text,
      "roundId" text, selection text, odds text, outcome text, payout bigint, net bigint, debt bigint, counted jsonb, "placedAt" bigint)
    on conflict (user_id, scope, reference) do update set last_transaction_id = excluded.last_transaction_id, status = excluded.status,
      outcome = excluded.outcome, payout_minor = excluded.payout_minor, net_minor = excluded.net_minor, debt_minor = excluded.debt_minor`,
  put_reservations: `insert into deposit_reservation (user_id, scope, reference, currency, amount_minor, status, counted, created_at)
    select "userId", scope, reference, currency, amount, status, counted, ${at('"createdAt"')}
    from json_to_recordset($1) as ${ids}, currency text, amount bigint, status text, counted jsonb, "createdAt" bigint)
    on conflict (user_id, scope, reference) do update set status = excluded.status`,
  put_bonuses: `insert into bonus (user_id, id, currency, kind, status, granted_minor, balance_minor, rounds, rounds_left, game_code, stake_minor,
      wagering_multiple, wagering_required_minor, wagering_done_minor, expires_at, created_at)
    select "userId", id, currency, kind, status, granted, balance, rounds, "roundsLeft", "gameCode", stake,
      "wageringMultiple", "wageringRequired", "wageringDone", ${at('"expiresAt"')}, ${at('"createdAt"')}
    from json_to_recordset($1) as x("userId" uuid, id uuid, currency text, kind text, status text, granted bigint, balance bigint, rounds int,
      "roundsLeft" int, "gameCode" text, stake bigint, "wageringMultiple" int, "wageringRequired" bigint, "wageringDone" bigint,
      "expiresAt" bigint, "createdAt" bigint)
    on conflict (user_id, id) do update set status = excluded.status, balance_minor = excluded.balance_minor, rounds_left = excluded.rounds_left,
      wagering_required_minor = excluded.wagering_required_minor, wagering_done_minor = excluded.wagering_done_minor`,
  put_caps: `update promotion_cap t set eur_minor = x.eur, alerted = x.alerted
    from json_to_recordset($1) as x(scope text, day date, eur bigint, alerted boolean) where t.scope = x.scope and t.day = x.day`,
  put_transactions: `insert into transaction (user_id, transaction_id, created_at, lane, sequence, kind, wallet_id, currency, version, scope, reference,
      amount_minor, amount_eur_minor, real_change, bonus_change, locked_change, real_after, bonus_after, locked_after, round_id, game_id,
      bet_reference, related_transaction_id, free, promotion, outcome, purpose, selection, odds)
    select "userId", "transactionId", ${at('"createdAt"')}, lane, sequence, kind, "walletId", currency, version, scope, reference,
      amount, "amountEur", "realChange", "bonusChange", "lockedChange", "realAfter", "bonusAfter", "lockedAfter", "roundId", "gameId",
      "betReference", "relatedTransactionId", free, promotion, outcome, purpose, selection, odds
    from json_to_recordset($1) as ${ids}, "transactionId" uuid, "createdAt" bigint, lane int, sequence bigint, kind text, "walletId" uuid, currency text,
      version bigint, amount bigint, "amountEur" bigint, "realChange" bigint, "bonusChange" bigint, "lockedChange" bigint, "realAfter" bigint,
      "bonusAfter" bigint, "lockedAfter" bigint, "roundId" text, "gameId" text, "betReference" text, "relatedTransactionId" uuid, free boolean,
      promotion boolean, outcome text, purpose text, selection text, odds text)`,
  put_postings: `insert into posting (user_id, transaction_id, line, created_at, account, scope, currency, minor)
    select "userId", "transactionId", line, ${at('"createdAt"')}, account, scope, currency, minor
    from json_to_recordset($1) as x("userId" uuid, "transactionId" uuid, line smallint, "createdAt" bigint, account text, scope text, currency text, minor bigint)`,
  put_alerts: `insert into outbox (subject, payload) select 'wallet.alert_raised.v1', value from jsonb_array_elements($1::jsonb)`,
};
export type WriteName = keyof typeof WRITES;

const parametersOf = (sql: string): string =>
  sql.includes('$2') ? 'uuid[], date' : sql.includes('uuid[]') ? 'uuid[]' : 'json';

/** Settings and prepared statements of a writer's connection. Plans are pinned: statistics of a young table mislead the planner. */
export const PREPARE = [
  `set synchronous_commit = on`,
  `set plan_cache_mode = force_generic_plan`,
  `set enable_hashjoin = off`,
  `set enable_mergejoin = off`,
  `set enable_seqscan = off`,
  `set jit = off`,
  // A process that stops between its two round trips must not keep its lane for itself.
  `set idle_in_transaction_session_timeout = '5s'`,
  `set statement_timeout = '5s'`,
  `prepare ${LOCK_LANE}(int) as select sequence from lane where lane = $1 for update`,
  ...Object.entries(READS).map(([name, sql]) => `prepare ${name}(${parametersOf(sql)}) as ${sql}`),
  ...Object.entries(WRITES).map(
    ([name, sql]) => `prepare ${name}(${name === 'put_alerts' ? 'jsonb' : 'json'}) as ${sql}`,
  ),
];
