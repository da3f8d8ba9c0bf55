import { Migration } from '@mikro-orm/migrations';

/** What is left of a bet of which a part was rolled back: what it was taken from and what it counts for. */
export class Migration20261121230000_bets_in_part extends Migration {
  override up(): void {
    this.addSql(`alter table bet_outcome add column rest text`);
  }
}
