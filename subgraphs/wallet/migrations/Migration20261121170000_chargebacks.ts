import { Migration } from '@mikro-orm/migrations';

/** What PSPs took back of deposits: how much, what of it is owed, and what gave it back. */
export class Migration20261121170000_chargebacks extends Migration {
  override up(): void {
    this.addSql(`create table chargeback (
      user_id uuid not null,
      scope text not null,
      reference text not null,
      deposit text not null,
      currency text not null,
      amount_minor bigint not null check (amount_minor > 0),
      debt_minor bigint not null check (debt_minor >= 0 and debt_minor <= amount_minor),
      status text not null check (status in ('OPEN', 'REVERSED')),
      transaction_id uuid not null,
      reversal_transaction_id uuid,
      created_at timestamptz not null,
      primary key (user_id, scope, reference)
    )`);
  }
}
