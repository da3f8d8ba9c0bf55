import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

const APP_ROLE = 'croupier_wallet';
const CLAIM_PARTITIONS = 16;

/**
 * The ledger: claims for ever, transactions and postings by month, and the state that the judge reads.
 * The app role may add to claim, transaction and posting and may never change or remove what stands there.
 */
export class Migration20261121000100_ledger extends Migration {
  override up(): void {
    for (const sql of KIT_TABLES) this.addSql(sql);
    for (const sql of [...LANES, ...PLAYERS, ...CLAIMS, ...BOOKS, ...PLAY, ...PARTITIONS]) this.addSql(sql);
  }
}

const LANES = [
  `create table lane (lane int primary key, sequence bigint not null default 0)`,
  `insert into lane (lane) values (0), (1)`,
  `create table relay_cursor (lane int primary key, sequence bigint not null default 0)`,
];

const PLAYERS = [
  `create table wallet (
     user_id uuid not null,
     id uuid not null,
     currency text not null,
     real_minor bigint not null default 0 check (real_minor >= 0),
     bonus_minor bigint not null default 0 check (bonus_minor >= 0),
     locked_minor bigint not null default 0 check (locked_minor >= 0),
     version bigint not null default 0,
     created_at timestamptz not null,
     primary key (user_id, currency)
   ) with (fillfactor = 70)`,
  // not unique: a unique key must hold the distribution column once players are spread over machines
  `create index wallet_id on wallet (id)`,
  `create table player_gate (
     user_id uuid primary key,
     number int not null,
     status text not null,
     until timestamptz,
     time_zone text not null,
     limits jsonb not null,
     last_bet_at timestamptz,
     changed_at timestamptz not null
   ) with (fillfactor = 80)`,
  `create table gate_counter (
     user_id uuid not null,
     kind text not null,
     period text not null,
     period_start date not null,
     currency text not null,
     minor bigint not null,
     primary key (user_id, kind, period, period_start, currency)
   ) with (fillfactor = 70)`,
  `create table promotion_cap (
     scope text not null,
     day date not null,
     eur_minor bigint not null default 0,
     alerted boolean not null default false,
     primary key (scope, day)
   )`,
];

const CLAIMS = [
  `create table claim (
     scope text not null,
     reference text not null,
     kind text not null,
     user_id uuid not null,
     hash text not null,
     transaction_id uuid,
     created_at timestamptz not null,
     primary key (reference, scope)
   ) partition by hash (reference)`,
  `do $$ begin
     for i in 0..${CLAIM_PARTITIONS - 1} loop
       execute format('create table claim_%s partition of claim for values with (modulus ${CLAIM_PARTITIONS}, remainder %s)', i, i);
       execute format('revoke update, delete, truncate on claim_%s from ${APP_ROLE}', i);
     end loop;
   end $$`,
  `revoke update, delete, truncate on claim from ${APP_ROLE}`,
];

const BOOKS = [
  // Every row is an entry of the lane's log; ROUND_CLOSED and TOMBSTONE are entries that move nothing and have no wallet.
  `create table transaction (
     user_id uuid not null,
     transaction_id uuid not null,
     created_at timestamptz not null,
     lane int not null,
     sequence bigint not null,
     kind text not null,
     wallet_id uuid,
     currency text,
     version bigint,
     scope text not null,
     reference text,
     amount_minor bigint not null,
     amount_eur_minor bigint not null,
     real_change bigint not null,
     bonus_change bigint not null,
     locked_change bigint not null,
     real_after bigint not null,
     bonus_after bigint not null,
     locked_after bigint not null,
     round_id text,
     game_id text,
     bet_reference text,
     related_transaction_id uuid,
     free boolean not null,
     promotion boolean not null,
     outcome text,
     purpose text,
     selection text,
     odds text,
     primary key (user_id, transaction_id, created_at),
     unique (lane, sequence, created_at)
   ) partition by range (created_at)`,
  `create index transaction_of_wallet on transaction (user_id, wallet_id, version)`,
  `create index transaction_related on transaction (user_id, related_transaction_id) where related_transaction_id is not null`,
  // An id carries its moment, so this small index finds the page of one transaction whose player is not known.
  `create index transaction_moment on transaction using brin (created_at) with (pages_per_range = 8)`,
  `create table posting (
     user_id uuid not null,
     transaction_id uuid not null,
     line smallint not null,
     created_at timestamptz not null,
     account text not null,
     scope text not null,
     currency text not null,
     minor bigint not null,
     primary key (user_id, transaction_id, line, created_at)
   ) partition by range (created_at)`,
  `create table transaction_default partition of transaction default`,
  `create table posting_default partition of posting default`,
  `revoke update, delete, truncate on transaction, transaction_default, posting, posting_default from ${APP_ROLE}`,
];

const PLAY = [
  `create table bet (
     user_id uuid not null,
     scope text not null,
     reference text not null,
     transaction_id uuid not null,
     round_id text not null,
     game_id text not null,
     currency text not null,
     real_minor bigint not null,
     bonus_minor bigint not null,
     parts jsonb not null,
     grant_id uuid,
     counted jsonb not null,
     wagered jsonb not null,
     status text not null,
     wins int not null default 0,
     rollback_transaction_id uuid,
     placed_at timestamptz not null,
     primary key (user_id, scope, reference)
   ) with (fillfactor = 80)`,
  // Led by a hash on purpose: an index that begins with the player tempts the planner to look for one bet among all of his bets.
  `create index bet_of_round on bet (hashtextextended(round_id, 0), user_id)`,
  `create table closed_round (
     user_id uuid not null,
     scope text not null,
     round_id text not null,
     closed_at timestamptz not null,
     primary key (user_id, scope, round_id)
   )`,
  `create table hold (
     user_id uuid not null,
     scope text not null,
     reference text not null,
     transaction_id uuid not null,
     last_transaction_id uuid not null,
     purpose text not null,
     currency text not null,
     amount_minor bigint not null,
     status text not null,
     round_id text,
     selection text,
     odds text,
     outcome text,
     payout_minor bigint not null default 0,
     net_minor bigint not null default 0,
     debt_minor bigint not null default 0,
     counted jsonb not null,
     placed_at timestamptz not null,
     primary key (user_id, scope, reference)
   ) with (fillfactor = 80)`,
  `create table deposit_reservation (
     user_id uuid not null,
     scope text not null,
     reference text not null,
     currency text not null,
     amount_minor bigint not null,
     status text not null,
     counted jsonb not null,
     created_at timestamptz not null,
     primary key (user_id, scope, reference)
   )`,
  `create table bonus (
     user_id uuid not null,
     id uuid not null,
     currency text not null,
     kind text not null,
     status text not null,
     granted_minor bigint not null,
     balance_minor bigint not null check (balance_minor >= 0),
     rounds int not null,
     rounds_left int not null,
     game_code text,
     stake_minor bigint,
     wagering_multiple int not null,
     wagering_required_minor bigint not null,
     wagering_done_minor bigint not null,
     expires_at timestamptz,
     created_at timestamptz not null,
     primary key (user_id, id)
   )`,
  `create index bonus_id on bonus (id)`,
  `create index bonus_expiring on bonus (expires_at) where status in ('ACTIVE', 'USED') and expires_at is not null`,
  `create table adjustment (
     id uuid primary key,
     user_id uuid not null,
     wallet_id uuid not null,
     currency text not null,
     bucket text not null,
     direction text not null,
     amount_minor bigint not null check (amount_minor > 0),
     reason text not null,
     status text not null,
     proposed_by_id uuid not null,
     approved_by_id uuid,
     transaction_id uuid,
     created_at timestamptz not null,
     decided_at timestamptz
   )`,
  `create index adjustment_by_status on adjustment (status, created_at desc, id desc)`,
];

const PARTITIONS = [
  // The app role makes months ahead through this function alone; it owns no table.
  `create function make_ledger_partitions(months_ahead int) returns void language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     month date;
     name text;
     book text;
   begin
     for i in 0..least(greatest(months_ahead, 0), 24) loop
       month := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
       foreach book in array array['transaction', 'posting'] loop
         name := book || '_' || to_char(month, 'YYYYMM');
         if to_regclass('public.' || name) is null then
           execute format('create table %I partition of %I for values from (%L) to (%L)', name, book,
             month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
           execute format('revoke update, delete, truncate on %I from ${APP_ROLE}', name);
         end if;
       end loop;
     end loop;
   end $$`,
  `grant execute on function make_ledger_partitions(int) to ${APP_ROLE}`,
  `select make_ledger_partitions(3)`,
  // Aborts a batch whose world was not what it was judged on: another process was faster.
  `create function expect_count(actual bigint, expected bigint) returns bigint language plpgsql as $$
   begin
     if actual <> expected then
       raise exception 'expected % rows, found %', expected, actual using errcode = '40001';
     end if;
     return actual;
   end $$`,
  `grant execute on function expect_count(bigint, bigint) to ${APP_ROLE}`,
];
