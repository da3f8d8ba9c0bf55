/**
 * Tables that every subgraph has besides its own: put `...KIT_TABLES` into its first migration.
 * outbox: what is to be told, written in the caller's transaction. inbox: what was heard, so that a redelivery does nothing.
 * parked_message: what could not be handled, for an operator to see and replay. projection_cursor: how far the ledger's log was read.
 */
export const KIT_TABLES = [
  `create table outbox (
     id bigint generated always as identity primary key,
     message_id uuid not null default gen_random_uuid(),
     subject text not null,
     payload jsonb not null,
     traceparent text,
     created_at timestamptz not null default now(),
     sent_at timestamptz
   )`,
  `create index outbox_unsent on outbox (id) where sent_at is null`,
  `create table inbox (
     consumer text not null,
     message_id text not null,
     received_at timestamptz not null default now(),
     primary key (consumer, message_id)
   )`,
  `create table parked_message (
     id bigint generated always as identity primary key,
     consumer text not null,
     message_id text not null,
     subject text not null,
     payload jsonb not null,
     error text not null,
     deliveries int not null,
     parked_at timestamptz not null default now(),
     replayed_at timestamptz,
     unique (consumer, message_id)
   )`,
  `create table projection_cursor (
     name text not null,
     lane int not null,
     sequence bigint not null default 0,
     primary key (name, lane)
   )`,
];
