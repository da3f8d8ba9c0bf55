import { Migration } from '@mikro-orm/migrations';

/**
 * Ids of rounds and bets are hashes of provider, player and reference, and a bet comes with its round: the primary keys say all that these
 * said, and every bet paid for them.
 */
export class Migration20261121210100_projected_rounds_are_written_faster extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table bet drop constraint bet_round_id_fkey`);
    this.addSql(`alter table round drop constraint round_provider_user_id_reference_key`);
  }
}
