import { Migration } from '@mikro-orm/migrations';

/** What a PSP took back of a deposit: why, how much, and the how manieth time, which makes the ledger's reference. */
export class Migration20261121170000_deposits_taken_back extends Migration {
  override up(): void {
    this.addSql(`alter table payment
      add column reversal_kind text check (reversal_kind in ('REFUNDED', 'CHARGED_BACK')),
      add column reversal_minor bigint check (reversal_minor > 0 and reversal_minor <= amount_minor),
      add column reversal_number int not null default 0`);
    this.addSql('alter table payment drop constraint payment_step_check');
    this.addSql(`alter table payment add constraint payment_step_check
      check (step in ('RESERVE', 'CREATE', 'HOLD', 'PAYOUT', 'AWAIT', 'CREDIT', 'CAPTURE', 'RELEASE', 'TAKE_BACK', 'GIVE_BACK'))`);
  }
}
