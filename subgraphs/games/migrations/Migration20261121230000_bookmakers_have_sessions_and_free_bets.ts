import { Migration } from '@mikro-orm/migrations';

/** A session at a bookmaker is of no game; a free bet's stake is the bookmaker's. */
export class Migration20261121230000_bookmakers_have_sessions_and_free_bets extends Migration {
  override up(): void {
    this.addSql(`alter table game_session alter column game_id drop not null`);
    this.addSql(`alter table bookmaker_bet add column free boolean not null default false`);
  }
}
