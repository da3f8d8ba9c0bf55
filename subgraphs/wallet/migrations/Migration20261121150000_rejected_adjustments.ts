import { Migration } from '@mikro-orm/migrations';

/** Who refused a correction and why; and nobody approves what they proposed. */
export class Migration20261121150000_rejected_adjustments extends Migration {
  override up(): void {
    this.addSql('alter table adjustment add column rejected_by_id uuid, add column rejection_reason text');
    // Four eyes, in the database too.
    this.addSql(
      'alter table adjustment add constraint approved_by_another check (approved_by_id is null or approved_by_id <> proposed_by_id)',
    );
  }
}
