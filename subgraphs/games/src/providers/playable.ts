import { formatAmount, parseAmount, type WalletState } from '@croupier/contracts';

/** What a player can stake: real money and, after it, bonus. For dialects with one balance. */
export const playableOf = ({ real, bonus, currency }: WalletState): string =>
  formatAmount(parseAmount(real, currency) + parseAmount(bonus, currency), currency);
