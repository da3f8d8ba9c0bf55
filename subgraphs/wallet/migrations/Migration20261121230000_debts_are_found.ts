import { Migration } from '@mikro-orm/migrations';

const WIN = `kind = 'RESETTLEMENT' and purpose = 'PLAY' and debts < 0`;

/** What players owe, wherever it stands. Small indexes: hardly a row is of a debt. */
export class Migration20261121230000_debts_are_found extends Migration {
  override up(): void {
    this.addSql('create index hold_of_debt on hold (user_id, transaction_id) where debt_minor > 0');
    this.addSql('create index chargeback_of_debt on chargeback (user_id, transaction_id) where debt_minor > 0');
    this.addSql('create index bonus_of_debt on bonus (user_id, id) where debt_minor > 0');
    this.addSql(`create index transaction_of_debt on transaction (user_id, transaction_id) where ${WIN}`);
    this.addSql(`create view debt as
      select user_id, transaction_id as id, 'BOOKMAKER_BET' as kind, currency, scope, reference, debt_minor from hold where debt_minor > 0
      union all
      select user_id, transaction_id, 'CHARGEBACK', currency, scope, reference, debt_minor from chargeback where debt_minor > 0
      union all
      select user_id, id, 'BONUS', currency, 'bonus', id::text, debt_minor from bonus where debt_minor > 0
      union all
      select user_id, transaction_id, 'WIN', currency, scope, bet_reference, -debts from transaction where ${WIN}`);
    this.addSql('grant select on debt to croupier_wallet');
  }
}
