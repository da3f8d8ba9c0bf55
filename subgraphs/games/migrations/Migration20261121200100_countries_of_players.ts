import { Migration } from '@mikro-orm/migrations';

/** Where players live, as users says of approved identities: games are offered by country. */
export class Migration20261121200100_countries_of_players extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table player_country (
      user_id text primary key,
      country text not null,
      changed_at timestamptz(3) not null
    )`);
  }
}
