import { Migration } from '@mikro-orm/migrations';

/** What players were promised for a while; what they exchanged stands in the ledger. */
export class Migration20261121170100_exchange_quotes extends Migration {
  override up(): void {
    this.addSql(`create table exchange_quote (
      id uuid primary key,
      user_id uuid not null,
      from_currency text not null,
      from_minor bigint not null check (from_minor > 0),
      to_currency text not null check (to_currency <> from_currency),
      to_minor bigint not null check (to_minor > 0),
      rate text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null
    )`);
    this.addSql('create index exchange_quote_expiry on exchange_quote (expires_at)');
  }
}
