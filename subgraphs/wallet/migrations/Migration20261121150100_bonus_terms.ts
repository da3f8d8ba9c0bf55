import { Migration } from '@mikro-orm/migrations';

/**
 * The terms that a bonus was granted on, and what became of its money: what turned into real money, what its most conversion kept back,
 * and what a reopened bonus could not get back from its player.
 */
export class Migration20261121150100_bonus_terms extends Migration {
  override up(): void {
    this.addSql(
      `alter table bonus add column terms jsonb, add column converted_minor bigint not null default 0,
         add column kept_back_minor bigint not null default 0, add column debt_minor bigint not null default 0`,
    );
    this.addSql(
      `update bonus b set converted_minor = t.amount from (
         select user_id, reference, sum(amount_minor) as amount from transaction where kind = 'BONUS_CONVERSION' group by user_id, reference) t
       where t.user_id = b.user_id and t.reference = b.id::text and b.status = 'COMPLETED'`,
    );
  }
}
