import { Migration } from '@mikro-orm/migrations';

/** Grants that a studio has not confirmed are told again: how often they were, and when next. The first call is given its time. */
export class Migration20261121230000_pending_free_rounds_are_told_again extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table free_rounds add column told_times integer not null default 0,
      add column tell_again_at timestamptz(3) not null default now() + interval '1 minute'`);
    this.addSql(`create index free_rounds_pending on free_rounds (tell_again_at)
      where told_at is null and cancelled_at is null and finished_at is null`);
  }
}
