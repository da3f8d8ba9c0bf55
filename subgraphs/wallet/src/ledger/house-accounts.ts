/**
 * The house's accounts, one per purpose, provider (the row's scope) and currency; their balances are derived from postings. The value is
 * the field of a TransactionRow that carries its posting.
 */
export const HOUSE_ACCOUNTS = {
  GAMING: 'gaming',
  PSP_CLEARING: 'pspClearing',
  BONUS_COST: 'bonusCost',
  ADJUSTMENTS: 'adjustments',
  DEBTS: 'debts',
  EXCHANGE: 'exchange',
} as const;
export type HouseAccount = keyof typeof HOUSE_ACCOUNTS;
