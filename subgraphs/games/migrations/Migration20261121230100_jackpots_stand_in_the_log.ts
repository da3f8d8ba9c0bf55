import { Migration } from '@mikro-orm/migrations';

/** What studios say of jackpots travels with the bet or win into the ledger's log; what was kept here before stands in the rounds. */
export class Migration20261121230100_jackpots_stand_in_the_log extends Migration {
  override async up(): Promise<void> {
    this.addSql(`drop table jackpot_part`);
  }
}
