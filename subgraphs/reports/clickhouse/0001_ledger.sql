-- What the ledger's log says, one row per entry. An entry that is sent again has the same key and replaces itself (read with FINAL).
CREATE TABLE IF NOT EXISTS raw_ledger_v1 (
  lane UInt16,
  sequence UInt64,
  at DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  category LowCardinality(String),
  scope LowCardinality(String),
  provider LowCardinality(String),
  user_id String,
  currency LowCardinality(String),
  transaction_id String,
  reference String,
  bet_reference String,
  payment_id String,
  round_id String,
  game LowCardinality(String),
  free Bool,
  promotion Bool,
  bets Int8,
  stake Decimal(38, 9),
  payout Decimal(38, 9),
  bonus_cost Decimal(38, 9),
  deposit Decimal(38, 9),
  withdrawal Decimal(38, 9),
  stake_eur Decimal(38, 9),
  payout_eur Decimal(38, 9),
  bonus_cost_eur Decimal(38, 9),
  deposit_eur Decimal(38, 9),
  withdrawal_eur Decimal(38, 9)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (toDate(at), lane, sequence);
