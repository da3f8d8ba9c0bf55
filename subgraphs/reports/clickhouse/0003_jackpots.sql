-- What of stakes went into jackpots and of payouts came out of them, to the last digit that studios tell.
ALTER TABLE raw_ledger_v1
  ADD COLUMN IF NOT EXISTS jackpot_contribution Decimal(38, 12),
  ADD COLUMN IF NOT EXISTS jackpot_payout Decimal(38, 12),
  ADD COLUMN IF NOT EXISTS jackpot_contribution_eur Decimal(38, 12),
  ADD COLUMN IF NOT EXISTS jackpot_payout_eur Decimal(38, 12);
