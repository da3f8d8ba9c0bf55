import { Migration } from '@mikro-orm/migrations';

/**
 * A provider's row may differ from its dialect's policy, and its ids may be each player's own: bets and held payouts are then known by the
 * player too. Rounds and bets get other ids, so both are told again from the beginning of the ledger's log.
 */
export class Migration20261121210000_a_providers_own_policy extends Migration {
  override async up(): Promise<void> {
    for (const sql of [
      `alter table provider add column policy jsonb not null default '{}'`,
      `alter table bet drop constraint bet_provider_reference_key`,
      `delete from bet`,
      `delete from round`,
      `delete from projection_cursor where name = 'rounds'`,
      `alter table held_payout drop constraint held_payout_pkey, add primary key (provider, reference, user_id)`,
    ])
      this.addSql(sql);
  }
}
