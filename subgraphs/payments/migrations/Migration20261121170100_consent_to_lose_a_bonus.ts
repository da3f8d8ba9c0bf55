import { Migration } from '@mikro-orm/migrations';

/** A withdrawal's consent to lose a bonus, and in words why a start was refused where the code does not say enough. */
export class Migration20261121170100_consent_to_lose_a_bonus extends Migration {
  override up(): void {
    this.addSql(
      'alter table payment add column forfeit_bonus boolean not null default false, add column failure_message text',
    );
  }
}
