import { Migration } from '@mikro-orm/migrations';

/** A recalculation outlives the process that began it: what is left of it, and who works on it until when. */
export class Migration20261121160000_recalculations_are_kept extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table recalculation (
      id bigint generated always as identity primary key,
      partner_id text not null,
      round_id text not null,
      correct_result text not null,
      status text not null default 'RUNNING' check (status in ('RUNNING', 'DONE')),
      bets bigint not null default 0,
      settled bigint not null default 0,
      after_bet uuid not null default '00000000-0000-0000-0000-000000000000',
      lease uuid,
      leased_until timestamptz,
      started_at timestamptz(3) not null default now(),
      finished_at timestamptz(3),
      answered_at timestamptz(3)
    )`);
    this
      .addSql(`create unique index recalculation_joined_by_repeats on recalculation (partner_id, round_id, correct_result)
      where status = 'RUNNING'`);
    this.addSql(`create index recalculation_running on recalculation (id) where status = 'RUNNING'`);
    this.addSql(`create index recalculation_of_round on recalculation (partner_id, round_id, id desc)`);
  }
}
