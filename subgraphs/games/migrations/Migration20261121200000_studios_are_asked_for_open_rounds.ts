import { Migration } from '@mikro-orm/migrations';

/**
 * What studios say of rounds that are open here. Beside the rounds, which are emptied and filled again at will; `ask_again_at` is also the
 * lease of the process that asks.
 */
export class Migration20261121200000_studios_are_asked_for_open_rounds extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table round_question (
      round_id uuid primary key,
      times integer not null,
      ask_again_at timestamptz(3) not null,
      answer text check (answer in ('OPEN', 'UNKNOWN', 'FINISHED', 'REFUSED')),
      answered_at timestamptz(3)
    )`);
    this.addSql(`create index round_question_by_time on round_question (ask_again_at)`);
  }
}
