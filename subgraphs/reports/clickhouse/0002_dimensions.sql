-- What reports know of people, games and payments: the latest version of each stands.
CREATE TABLE IF NOT EXISTS users_v1 (
  id String,
  display_name String,
  country LowCardinality(String),
  status LowCardinality(String),
  registered_at Nullable(DateTime64(3, 'UTC')),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;

CREATE TABLE IF NOT EXISTS games_v1 (
  provider LowCardinality(String),
  code String,
  title String,
  genre LowCardinality(String),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (provider, code);

CREATE TABLE IF NOT EXISTS raw_payments_v1 (
  id String,
  user_id String,
  kind LowCardinality(String),
  status LowCardinality(String),
  method LowCardinality(String),
  amount Decimal(38, 9),
  currency LowCardinality(String),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
