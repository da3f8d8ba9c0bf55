import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121000100_payments_their_history_and_webhooks extends Migration {
  override up(): void {
    for (const sql of KIT_TABLES) this.addSql(sql);
    // `number` orders lists. `sequence` 0: nobody has been told of the payment yet. `step` is what is to be done next and
    // `next_attempt_at` from when: whoever works on a payment moves that moment ahead, so a crash frees it by itself.
    this.addSql(`create table payment (
      id uuid primary key,
      number bigint generated always as identity unique,
      user_id text not null,
      kind text not null check (kind in ('DEPOSIT', 'WITHDRAWAL')),
      status text not null check (status in ('PENDING', 'REVIEW', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'REFUNDED', 'CHARGED_BACK')),
      sequence int not null default 0,
      amount_minor bigint not null check (amount_minor > 0),
      currency text not null,
      method text not null,
      psp text not null,
      psp_payment_id text,
      destination_sealed text,
      return_url text,
      redirect_url text,
      idempotency_key text not null,
      abandoned boolean not null default false,
      failure_code text,
      step text check (step in ('RESERVE', 'CREATE', 'HOLD', 'PAYOUT', 'AWAIT', 'CREDIT', 'CAPTURE', 'RELEASE')),
      attempts int not null default 0,
      next_attempt_at timestamptz,
      created_at timestamptz not null default now(),
      check ((step is null) = (next_attempt_at is null))
    )`);
    // A start that was refused is judged afresh when its key comes again.
    this.addSql(
      'create unique index payment_idempotency on payment (user_id, kind, idempotency_key) where not abandoned',
    );
    this.addSql('create index payment_due on payment (next_attempt_at) where next_attempt_at is not null');
    this.addSql('create index payment_of_user on payment (user_id, number) where sequence > 0');
    this.addSql(`create table payment_event (
      payment_id uuid not null references payment,
      sequence int not null,
      status text not null,
      actor text not null,
      at timestamptz not null,
      primary key (payment_id, sequence)
    )`);
    this.addSql(`create table webhook_event (
      psp text not null,
      event_id text not null,
      payment_id text not null,
      outcome text not null,
      verdict text not null,
      received_at timestamptz not null default now(),
      primary key (psp, event_id)
    )`);
    // History is written once.
    this.addSql('revoke update, delete on payment_event from croupier_payments');
  }
}
