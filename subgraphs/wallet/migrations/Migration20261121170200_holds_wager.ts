import { Migration } from '@mikro-orm/migrations';

/** The wagering progress that a bookmaker's stake made, so that a void takes exactly that back. */
export class Migration20261121170200_holds_wager extends Migration {
  override up(): void {
    this.addSql(`alter table hold add column wagered jsonb not null default '[]'`);
  }
}
