/**
 * Every statement of the ledger's way, prepared once per connection: a batch is two round trips whatever its size. Keys travel as one
 * array per column, the rare rows as one JSON text per table (column names as in rows.ts), the rows of every bet as COPY lines.
 */
import { CLAIM_COLUMNS, TRANSACTION_COLUMNS } from './chain.ts';
import { DEMO_SCOPE } from './operation.ts';

/** Before anything is read, in a statement of its own: the reads that follow see what was waited for. */
export const LOCK_LANE = 'lock_lane';

// date_part is a double: exact for milliseconds, and cheaper than the numeric of extract.
const ms = (column: string) => `(date_part('epoch', ${column}) * 1000)::bigint`;
const at = (column: string) => `to_timestamp(${column} / 1000.0)`;

/** The columns by which a read is keyed, with their types. */
const KEYS = {
  claims: { scope: 'text', reference: 'text' },
  round_bets: { user_id: 'uuid', scope: 'text', round_id: 'text' },
  wins: { scope: 'text', reference: 'text' },
  answers: { scope: 'text', reference: 'text' },
  closed_rounds: { user_id: 'uuid', scope: 'text', round_id: 'text' },
  holds: { user_id: 'uuid', scope: 'text', reference: 'text' },
  reservations: { user_id: 'uuid', scope: 'text', reference: 'text' },
  deposits: { scope: 'text', reference: 'text' },
  chargebacks: { user_id: 'uuid' },
  ensure_caps: { scope: 'text', day: 'date' },
  caps: { scope: 'text', day: 'date' },
} as const;

const keysOf = (read: keyof typeof KEYS): string => {
  const columns = Object.entries(KEYS[read]);
  return `unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')}) as k(${columns.map(([name]) => name).join(', ')})`;
};
const keyed = (read: keyof typeof KEYS, table: string) =>
  `select t.* from ${keysOf(read)} join ${table} t using (${Object.keys(KEYS[read]).join(', ')})`;

const BET = `t.user_id, t.scope, t.reference, t.transaction_id, t.round_id, t.game_id, t.currency, t.real_change, t.bonus_change, t.stake,
  ${ms('t.created_at')} as created_at, o.wins, o.rollback_transaction_id, o.rest`;
const OUTCOME = `left join bet_outcome o on o.user_id = t.user_id and o.transaction_id = t.transaction_id`;
// A claim of a bet brings the bet: it lies in its transaction, and what came to it later beside it.
const CLAIM = `c.scope as claim_scope, c.reference as claim_reference, c.kind, c.user_id as claim_user_id, c.hash,
  c.transaction_id as claim_transaction_id, ${ms('c.created_at')} as claimed_at, ${BET}`;
const BET_OF_CLAIM = `left join transaction t on c.kind = 'BET' and t.user_id = c.user_id and t.transaction_id = c.transaction_id
  and t.created_at = c.created_at ${OUTCOME}`;

const READS = {
  claims: `select ${CLAIM} from ${keysOf('claims')} join claim c on c.reference = k.reference and c.scope = k.scope ${BET_OF_CLAIM}`,
  // The same for one key: of the claim's partitions the others are not even opened.
  claim: `select ${CLAIM} from claim c ${BET_OF_CLAIM} where c.scope = $1 and c.reference = $2`,
  // A row for each wallet of a player, the gate in each of them; a player may have either without the other.
  players: `select u.user_id, g.number, g.status, ${ms('g.until')} as until, g.time_zone, g.limits::text, ${ms('g.last_bet_at')} as last_bet_at,
      ${ms('g.changed_at')} as changed_at, w.id, w.currency, w.real_minor, w.bonus_minor, w.locked_minor, w.version, ${ms('w.created_at')} as created_at
    from unnest($1::uuid[]) as u(user_id) left join player_gate g on g.user_id = u.user_id left join wallet w on w.user_id = u.user_id`,
  bonuses: `select * from bonus where user_id = any($1::uuid[])`,
  counters: `select *, period_start::text as period_start from gate_counter where user_id = any($1::uuid[]) and period_start > $2`,
  // What happened before a limit was set counts for it too. Quarters of an hour: the finest step between time zones.
  history: `select user_id, kind, purpose, currency, floor(extract(epoch from created_at) / 900) * 900000 as at,
      sum(amount_minor) as amount, sum(real_change + bonus_change + locked_change) as change
    from transaction where user_id = any($1::uuid[]) and created_at > $2 and wallet_id is not null and scope <> '${DEMO_SCOPE}'
      and (kind in ('DEPOSIT', 'BET', 'WIN', 'ROLLBACK', 'RESETTLEMENT') or purpose = 'BOOKMAKER_BET')
    group by 1, 2, 3, 4, 5`,
  round_bets: `select ${BET} from ${keysOf('round_bets')} join transaction t
    on hashtextextended(t.round_id, 0) = hashtextextended(k.round_id, 0) and t.user_id = k.user_id and t.scope = k.scope
      and t.round_id = k.round_id and t.kind = 'BET' ${OUTCOME}`,
  // The wins of a bet alone: a win of a whole round with several bets names none of them.
  wins: `select t.user_id, t.transaction_id, t.related_transaction_id, t.sequence, t.amount_minor, t.real_change, t.bonus_change, t.stake
    from ${keysOf('wins')} join claim c on c.reference = k.reference and c.scope = k.scope and c.kind = 'BET'
    join transaction t on t.user_id = c.user_id and t.related_transaction_id = c.transaction_id and t.created_at >= c.created_at and t.kind = 'WIN'`,
  // Of a bet also what its rollback was answered with: one under a new id is answered so.
  answers: `select t.user_id, t.transaction_id, t.stake from ${keysOf('answers')}
    join claim c on c.reference = k.reference and c.scope = k.scope
    left join bet_outcome o on o.user_id = c.user_id and o.transaction_id = c.transaction_id
    join transaction t on t.user_id = c.user_id and t.transaction_id in (c.transaction_id, o.rollback_transaction_id) and t.stake is not null`,
  closed_rounds: `select t.user_id, t.scope, t.round_id, ${ms('t.closed_at')} as closed_at from ${keysOf('closed_rounds')}
    join closed_round t using (user_id, scope, round_id)`,
  holds: keyed('holds', 'hold'),
  reservations: keyed('reservations', 'deposit_reservation'),
  deposits: `select t.user_id, t.scope, t.reference, t.transaction_id, t.currency, t.amount_minor
    from ${keysOf('deposits')} join claim c on c.reference = k.reference and c.scope = k.scope and c.kind = 'DEPOSIT'
    join transaction t on t.user_id = c.user_id and t.transaction_id = c.transaction_id and t.created_at = c.created_at`,
  // All of a player: the sum over a deposit is bounded by it.
  chargebacks: keyed('chargebacks', 'chargeback'),
  ensure_caps: `insert into promotion_cap (scope, day) select k.scope, k.day from ${keysOf('ensure_caps')} on conflict do nothing`,
  caps: `select t.*, t.day::text as day from ${keysOf('caps')} join promotion_cap t using (scope, day) order by t.scope, t.day for update of t`,
};
export type ReadName = keyof typeof READS;

const ids = `x("userId" uuid, scope text, reference text`;

const WRITES = {
  put_wallets: `insert into wallet (user_id, id, currency, real_minor, bonus_minor, locked_minor, version, created_at)
    select "userId", id, currency, "real", bonus, locked, version, ${at('"createdAt"')}
    from json_to_recordset($1) as x("userId" uuid, id uuid, currency text, "real" bigint, bonus bigint, locked bigint, version bigint, "createdAt" bigint)`,
  // A version that is not the one that was read: somebody wrote without the lane's lock.
  move_wallets: `with moved as (
      update wallet w set real_minor = x."real", bonus_minor = x.bonus, locked_minor = x.locked, version = x.version
      from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
        as x(user_id, currency, "real", bonus, locked, version, before)
      where w.user_id = x.user_id and w.currency = x.currency and w.version = x.before returning 1)
    select expect_count(count(*), cardinality($1)) from moved`,
  put_gates: `insert into player_gate (user_id, number, status, until, time_zone, limits, last_bet_at, changed_at)
    select "userId", number, status, ${at('until')}, "timeZone", limits, ${at('"lastBetAt"')}, ${at('"changedAt"')}
    from json_to_recordset($1) as x("userId" uuid, number int, status text, until bigint, "timeZone" text, limits jsonb, "lastBetAt" bigint, "changedAt" bigint)
    on conflict (user_id) do update set number = excluded.number, status = excluded.status, until = excluded.until,
      time_zone = excluded.time_zone, limits = excluded.limits, last_bet_at = excluded.last_bet_at, changed_at = excluded.changed_at`,
  put_counters: `insert into gate_counter (user_id, kind, period, period_start, currency, minor)
    select "userId", kind, period, "periodStart", currency, minor
    from json_to_recordset($1) as x("userId" uuid, kind text, period text, "periodStart" date, currency text, minor bigint)
    on conflict (user_id, kind, period, period_start, currency) do update set minor = excluded.minor`,
  put_bet_outcomes: `insert into bet_outcome (user_id, transaction_id, wins, rollback_transaction_id, rest)
    select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[])
    on conflict (user_id, transaction_id) do update set wins = excluded.wins, rollback_transaction_id = excluded.rollback_transaction_id,
      rest = excluded.rest`,
  put_closed_rounds: `insert into closed_round (user_id, scope, round_id, closed_at)
    select "userId", scope, "roundId", ${at('"closedAt"')} from json_to_recordset($1) as x("userId" uuid, scope text, "roundId" text, "closedAt" bigint)
    on conflict do nothing`,
  put_holds: `insert into hold (user_id, scope, reference, transaction_id, last_transaction_id, purpose, currency, amount_minor, status, round_id,
      selection, odds, outcome, payout_minor, net_minor, debt_minor, counted, wagered, placed_at, expires_at)
    select "userId", scope, reference, "transactionId", "lastTransactionId", purpose, currency, amount, status, "roundId",
      selection, odds, outcome, payout, net, debt, counted, wagered, ${at('"placedAt"')}, ${at('"expiresAt"')}
    from json_to_recordset($1) as ${ids}, "transactionId" uuid, "lastTransactionId" uuid, purpose text, currency text, amount bigint, status text,
      "roundId" text, selection text, odds text, outcome text, payout bigint, net bigint, debt bigint, counted jsonb, wagered jsonb, "placedAt" bigint, "expiresAt" bigint)
    on conflict (user_id, scope, reference) do update set last_transaction_id = excluded.last_transaction_id, status = excluded.status,
      outcome = excluded.outcome, payout_minor = excluded.payout_minor, net_minor = excluded.net_minor, debt_minor = excluded.debt_minor`,
  put_reservations: `insert into deposit_reservation (user_id, scope, reference, currency, amount_minor, status, counted, created_at)
    select "userId", scope, reference, currency, amount, status, counted, ${at('"createdAt"')}
    from json_to_recordset($1) as ${ids}, currency text, amount bigint, status text, counted jsonb, "createdAt" bigint)
    on conflict (user_id, scope, reference) do update set status = excluded.status`,
  put_chargebacks: `insert into chargeback (user_id, scope, reference, deposit, currency, amount_minor, debt_minor, status, transaction_id,
      reversal_transaction_id, created_at)
    select "userId", scope, reference, deposit, currency, amount, debt, status, "transactionId", "reversalTransactionId", ${at('"createdAt"')}
    from json_to_recordset($1) as ${ids}, deposit text, currency text, amount bigint, debt bigint, status text, "transactionId" uuid,
      "reversalTransactionId" uuid, "createdAt" bigint)
    on conflict (user_id, scope, reference) do update set status = excluded.status, debt_minor = excluded.debt_minor,
      reversal_transaction_id = excluded.reversal_transaction_id`,
  put_bonuses: `insert into bonus (user_id, id, currency, kind, status, granted_minor, balance_minor, rounds, rounds_left, game_code, stake_minor,
      wagering_multiple, wagering_required_minor, wagering_done_minor, terms, converted_minor, kept_back_minor, debt_minor, expires_at, created_at)
    select "userId", id, currency, kind, status, granted, balance, rounds, "roundsLeft", "gameCode", stake,
      "wageringMultiple", "wageringRequired", "wageringDone", terms, converted, "keptBack", debt,
      ${at('"expiresAt"')}, ${at('"createdAt"')}
    from json_to_recordset($1) as x("userId" uuid, id uuid, currency text, kind text, status text, granted bigint, balance bigint, rounds int,
      "roundsLeft" int, "gameCode" text, stake bigint, "wageringMultiple" int, "wageringRequired" bigint, "wageringDone" bigint,
      terms jsonb, converted bigint, "keptBack" bigint, debt bigint,
      "expiresAt" bigint, "createdAt" bigint)
    on conflict (user_id, id) do update set status = excluded.status, balance_minor = excluded.balance_minor, rounds_left = excluded.rounds_left,
      wagering_required_minor = excluded.wagering_required_minor, wagering_done_minor = excluded.wagering_done_minor,
      converted_minor = excluded.converted_minor, kept_back_minor = excluded.kept_back_minor, debt_minor = excluded.debt_minor`,
  put_caps: `update promotion_cap t set eur_minor = x.eur, alerted = x.alerted
    from json_to_recordset($1) as x(scope text, day date, eur bigint, alerted boolean) where t.scope = x.scope and t.day = x.day`,
  put_alerts: `insert into outbox (subject, payload) select 'wallet.alert_raised.v1', value from jsonb_array_elements($1::jsonb)`,
};
export type WriteName = keyof typeof WRITES;

/**
 * The rows that every bet writes go in by COPY: nothing writes them faster, and a claim that another lane has is an error of the whole
 * batch. A COPY has to be begun, answered and ended, so a few lines are cheaper as a few INSERTs (`row`) of the very same texts.
 */
export const BOOKS = {
  claims: { copy: 'copy_claims', row: 'put_claim' },
  transactions: { copy: 'copy_transactions', row: 'put_transaction' },
} as const;

const insertOf = (table: string, columns: string[]): string =>
  `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`;

const MOVE_TYPES = 'uuid[], text[], bigint[], bigint[], bigint[], bigint[], bigint[]';
const WRITE_TYPES: Partial<Record<WriteName, string>> = {
  move_wallets: MOVE_TYPES,
  put_bet_outcomes: 'uuid[], uuid[], int[], uuid[], text[]',
  put_alerts: 'jsonb',
};
const readTypes = (read: ReadName): string => {
  if (read === 'claim') return 'text, text';
  if (read in KEYS)
    return Object.values(KEYS[read as keyof typeof KEYS])
      .map((type) => `${type}[]`)
      .join(', ');
  return read === 'counters' || read === 'history' ? 'uuid[], date' : 'uuid[]';
};

/** Settings and prepared statements of a writer's connection. Plans are pinned: statistics of a young table mislead the planner. */
export const PREPARE = [
  `set synchronous_commit = on`,
  `set plan_cache_mode = force_generic_plan`,
  `set enable_hashjoin = off`,
  `set enable_mergejoin = off`,
  `set enable_seqscan = off`,
  `set enable_bitmapscan = off`,
  `set jit = off`,
  // A process that stops between its two round trips must not keep its lane for itself.
  `set idle_in_transaction_session_timeout = '5s'`,
  `set statement_timeout = '5s'`,
  `prepare ${LOCK_LANE}(int) as select sequence, moment, batch, batch_hash from lane where lane = $1 for update`,
  `prepare put_batch(int, bigint, bigint, bigint, int, bigint, text) as with chained as (insert into lane_batch
     (lane, batch, first_sequence, last_sequence, claims, committed_at, hash) values ($1, $2, $3, $4, $5, ${at('$6')}, $7))
     update lane set sequence = $4, moment = $6, batch = $2, batch_hash = $7 where lane = $1`,
  `prepare ${BOOKS.claims.row} as ${insertOf('claim', CLAIM_COLUMNS)}`,
  `prepare ${BOOKS.transactions.row} as ${insertOf('transaction', TRANSACTION_COLUMNS)}`,
  `prepare wake_outbox as select pg_notify('outbox', '')`,
  ...Object.entries(READS).map(([name, sql]) => `prepare ${name}(${readTypes(name as ReadName)}) as ${sql}`),
  ...Object.entries(WRITES).map(
    ([name, sql]) => `prepare ${name}(${WRITE_TYPES[name as WriteName] ?? 'json'}) as ${sql}`,
  ),
];

/** What SQL's PREPARE does not take, by name. */
export const PREPARE_OTHERS = {
  commit: 'commit',
  [BOOKS.claims.copy]: `copy claim (${CLAIM_COLUMNS.join(', ')}) from stdin`,
  [BOOKS.transactions.copy]: `copy transaction (${TRANSACTION_COLUMNS.join(', ')}) from stdin`,
};
