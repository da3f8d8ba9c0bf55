import { Migration } from '@mikro-orm/migrations';

/** A withdrawal's hold may have an end: the ledger releases what is still open then. */
export class Migration20261121150000_holds_expire extends Migration {
  override up(): void {
    this.addSql(`alter table hold add column expires_at timestamptz`);
    this.addSql(`create index hold_expiring on hold (expires_at) where status = 'OPEN' and expires_at is not null`);
  }
}
