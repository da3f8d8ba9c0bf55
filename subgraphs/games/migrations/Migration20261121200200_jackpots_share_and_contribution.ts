import { Migration } from '@mikro-orm/migrations';

/**
 * What studios say of jackpots beside a bet or a win. It moves no money, so the ledger does not know it; rounds and bets carry what belongs to
 * what the ledger took. Contributions are finer than a currency's unit: they are counted in 10^-12 of the currency.
 */
export class Migration20261121200200_jackpots_share_and_contribution extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table jackpot_part (
      provider text not null,
      reference text not null,
      pico numeric(38) not null check (pico > 0),
      primary key (provider, reference)
    )`);
    for (const table of ['round', 'bet'])
      this.addSql(`alter table ${table} add column jackpot_contribution_pico numeric(38) not null default 0,
        add column jackpot_paid_pico numeric(38) not null default 0`);
  }
}
