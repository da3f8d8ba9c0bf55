import { Migration } from '@mikro-orm/migrations';

/** A studio's ids may be per player (its policy's txScope): what was told beside a transaction is known by its player too. */
export class Migration20261121220000_ids_of_jackpots_and_free_bets_are_per_player extends Migration {
  override async up(): Promise<void> {
    this
      .addSql(`alter table jackpot_part add column user_id text not null default '', drop constraint jackpot_part_pkey,
      add primary key (provider, user_id, reference)`);
    this.addSql(`alter table jackpot_part alter column user_id drop default`);
    this.addSql(`alter table free_round_played add column user_id text`);
    this.addSql(
      `update free_round_played played set user_id = free_rounds.user_id from free_rounds where free_rounds.id = played.free_rounds_id`,
    );
    this.addSql(
      `alter table free_round_played drop constraint free_round_played_pkey, add primary key (provider, user_id, reference)`,
    );
  }
}
