import { Migration } from '@mikro-orm/migrations';

/** UNSAID: its money is done as the studio's calls say, but they do not say whether the round is over. */
export class Migration20261121220100_studios_may_not_say_whether_a_round_is_over extends Migration {
  override async up(): Promise<void> {
    this.addSql('alter table round_question drop constraint round_question_answer_check');
    this.addSql(`alter table round_question add constraint round_question_answer_check
      check (answer in ('OPEN', 'UNKNOWN', 'UNSAID', 'FINISHED', 'REFUSED'))`);
  }
}
