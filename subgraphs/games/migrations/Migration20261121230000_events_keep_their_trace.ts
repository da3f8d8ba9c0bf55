import { Migration } from '@mikro-orm/migrations';

/** An event in the outbox belongs to the trace of whoever told it. `trace_id` was never written. */
export class Migration20261121230000_events_keep_their_trace extends Migration {
  override up(): void {
    // A fresh database has it from its first migration.
    this.addSql('alter table outbox add column if not exists traceparent text, drop column if exists trace_id');
  }
}
