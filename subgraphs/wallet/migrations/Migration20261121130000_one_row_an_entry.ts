import { Migration } from '@mikro-orm/migrations';

const APP_ROLE = 'croupier_wallet';
const HOUSE = ['gaming', 'psp_clearing', 'bonus_cost', 'adjustments', 'debts', 'exchange'];

/**
 * One row an entry: a transaction carries its postings as columns, and the database itself refuses one that does not sum to zero; what a
 * bet recorded stands in its transaction, what came to it later in `bet_outcome`. Every committed batch is chained to the one before it.
 */
export class Migration20261121130000_one_row_an_entry extends Migration {
  override up(): void {
    for (const sql of [...POSTINGS, ...BETS, ...CHAIN, ...PARTITIONS]) this.addSql(sql);
  }
}

const POSTINGS = [
  `alter table transaction ${HOUSE.map((account) => `add column ${account} bigint not null default 0`).join(', ')}, add column stake text`,
  `update transaction t set ${HOUSE.map((account) => `${account} = coalesce(p.${account}, 0)`).join(', ')}
     from (select user_id, transaction_id, ${HOUSE.map((account) => `sum(minor) filter (where account = '${account.toUpperCase()}') as ${account}`).join(', ')}
           from posting group by user_id, transaction_id) p
     where p.user_id = t.user_id and p.transaction_id = t.transaction_id`,
  `drop table posting`,
  `alter table transaction add constraint postings_sum_to_zero check (real_change + bonus_change + locked_change + ${HOUSE.join(' + ')} = 0)`,
  `create view posting as
     select t.user_id, t.transaction_id, p.line, t.created_at, p.account, case when p.line > 2 then t.scope else '' end as scope, t.currency, p.minor
     from transaction t cross join lateral (values (0, 'REAL', t.real_change), (1, 'BONUS', t.bonus_change), (2, 'LOCKED', t.locked_change),
       ${HOUSE.map((account, index) => `(${index + 3}, '${account.toUpperCase()}', t.${account})`).join(', ')}) as p(line, account, minor)
     where p.minor <> 0`,
  `grant select on posting to ${APP_ROLE}`,
  `revoke insert, update, delete, truncate on posting from ${APP_ROLE}`,
];

const BETS = [
  `create table bet_outcome (
     user_id uuid not null,
     transaction_id uuid not null,
     wins int not null,
     rollback_transaction_id uuid,
     primary key (user_id, transaction_id)
   ) with (fillfactor = 80)`,
  `insert into bet_outcome select user_id, transaction_id, wins, rollback_transaction_id from bet where wins > 0 or status = 'ROLLED_BACK'`,
  `update transaction t set stake = json_build_object('parts', b.parts, 'grantId', b.grant_id, 'counted', b.counted, 'wagered', b.wagered)::text
     from bet b where b.user_id = t.user_id and b.transaction_id = t.transaction_id
       and (b.grant_id is not null or b.parts <> '[]' or b.counted <> '[]' or b.wagered <> '[]')`,
  `drop table bet`,
  // Led by a hash on purpose: an index that begins with the player tempts the planner to look for one bet among all of his bets.
  `create index transaction_of_round on transaction (hashtextextended(round_id, 0), user_id) where kind = 'BET'`,
];

const CHAIN = [
  `alter table lane add column batch bigint not null default 0, add column batch_hash text not null default '',
     add column moment bigint not null default 0`,
  `create table lane_batch (
     lane int not null,
     batch bigint not null,
     first_sequence bigint not null,
     last_sequence bigint not null,
     claims int not null,
     committed_at timestamptz not null,
     hash text not null,
     primary key (lane, batch)
   )`,
  `revoke update, delete, truncate on lane_batch from ${APP_ROLE}`,
  // Claims of before the chain have batch 0.
  `alter table claim add column lane int not null default 0, add column batch bigint not null default 0`,
];

const PARTITIONS = [
  `create or replace function make_ledger_partitions(months_ahead int) returns void language plpgsql security definer set search_path = public, pg_temp as $$
   declare
     month date;
     name text;
   begin
     for i in 0..least(greatest(months_ahead, 0), 24) loop
       month := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
       name := 'transaction_' || to_char(month, 'YYYYMM');
       if to_regclass('public.' || name) is null then
         execute format('create table %I partition of transaction for values from (%L) to (%L)', name,
           month::text || ' 00:00:00+00', (month + interval '1 month')::date::text || ' 00:00:00+00');
         execute format('revoke update, delete, truncate on %I from ${APP_ROLE}', name);
       end if;
     end loop;
   end $$`,
];
