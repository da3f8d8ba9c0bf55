import { Migration } from '@mikro-orm/migrations';

/** Rounds that nobody ended are looked for by the job that closes them. */
export class Migration20261121180000_open_rounds_are_found extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create index round_left_open on round (opened_at) where status = 'OPEN'`);
  }
}
