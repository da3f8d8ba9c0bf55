import { Migration } from '@mikro-orm/migrations';

/** Free rounds that studios were told to give, and which bets spent them. */
export class Migration20261121200300_free_rounds_at_studios extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table free_rounds (
      id uuid primary key,
      user_id text not null,
      provider text not null references provider (name),
      game_id uuid not null references game (id),
      game_code text not null,
      currency text not null,
      stake_minor bigint not null check (stake_minor > 0),
      rounds integer not null check (rounds between 1 and 1000),
      played integer not null default 0,
      granted_by text not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      told_at timestamptz(3),
      finished_at timestamptz(3),
      cancelled_at timestamptz(3)
    )`);
    this.addSql(`create index free_rounds_of_user on free_rounds (user_id, created_at desc, id desc)`);
    this.addSql(`create index free_rounds_by_time on free_rounds (created_at desc, id desc)`);
    this.addSql(`create table free_round_played (
      provider text not null,
      reference text not null,
      free_rounds_id uuid not null references free_rounds (id),
      primary key (provider, reference)
    )`);
    this.addSql(`create index free_round_played_of_grant on free_round_played (free_rounds_id)`);
  }
}
