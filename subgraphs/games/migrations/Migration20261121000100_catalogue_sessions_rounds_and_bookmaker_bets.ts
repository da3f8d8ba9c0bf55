import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121000100_catalogue_sessions_rounds_and_bookmaker_bets extends Migration {
  override async up(): Promise<void> {
    for (const sql of [...KIT_TABLES, ...CATALOGUE, ...SESSIONS, ...ROUNDS, ...BOOKMAKER]) this.addSql(sql);
  }
}

const CATALOGUE = [
  `create table provider (
     name text primary key check (name ~ '^[a-z][a-z0-9-]{0,63}$'),
     title text not null,
     dialect text not null,
     secret_sealed text not null,
     url text,
     enabled boolean not null default true,
     promotions_allowed boolean not null default false,
     created_at timestamptz(3) not null default now(),
     updated_at timestamptz(3) not null default now()
   )`,
  `create table game (
     id uuid primary key,
     provider text not null references provider (name),
     code text not null,
     slug text not null unique,
     titles jsonb not null,
     genre text not null,
     volatility text,
     rtp text,
     thumbnail_url text,
     currencies jsonb not null default '[]',
     tags jsonb not null default '[]',
     demo boolean not null default false,
     enabled boolean not null default true,
     changed_at timestamptz(3) not null default now(),
     unique (provider, code)
   )`,
];

// The token itself is nowhere: who reads the table cannot play.
const SESSIONS = [
  `create table game_session (
     id uuid primary key,
     token_hash text not null unique,
     user_id text not null,
     provider text not null,
     game_id uuid not null,
     currency text not null,
     mode text not null,
     created_at timestamptz(3) not null,
     expires_at timestamptz(3) not null
   )`,
  `create index game_session_expiry on game_session (expires_at)`,
];

// Projections of the ledger's log: may be emptied together with their cursors and are filled again.
const ROUNDS = [
  `create table round (
     id uuid primary key,
     provider text not null,
     user_id text not null,
     reference text not null,
     game_code text,
     currency text not null,
     status text not null,
     staked_minor bigint not null,
     paid_minor bigint not null,
     opened_at timestamptz(3) not null,
     ended_at timestamptz(3),
     closed_at timestamptz(3),
     unique (provider, user_id, reference)
   )`,
  `create index round_of_user on round (user_id, opened_at desc, id desc)`,
  `create index round_by_time on round (opened_at desc, id desc)`,
  `create table bet (
     id uuid primary key,
     round_id uuid not null references round (id),
     provider text not null,
     reference text not null,
     currency text not null,
     amount_minor bigint not null,
     paid_minor bigint not null,
     status text not null,
     placed_at timestamptz(3) not null,
     settled_at timestamptz(3),
     unique (provider, reference)
   )`,
  `create index bet_of_round on bet (round_id)`,
];

const BOOKMAKER = [
  `create table bookmaker_partner (
     id text primary key,
     secret_sealed text not null,
     enabled boolean not null default true,
     created_at timestamptz(3) not null default now()
   )`,
  `create table bookmaker_bet (
     id uuid primary key,
     partner_id text not null,
     bet_id text not null,
     user_id text not null,
     currency text not null,
     amount_minor bigint not null,
     payout_minor bigint not null,
     net_minor bigint not null,
     status text not null,
     round_id text,
     selection text,
     odds text,
     placed_at timestamptz(3) not null,
     settled_at timestamptz(3),
     unique (partner_id, bet_id)
   )`,
  `create index bookmaker_bet_of_round on bookmaker_bet (partner_id, round_id, id)`,
  `create index bookmaker_bet_of_user on bookmaker_bet (user_id, placed_at desc, id desc)`,
  `create index bookmaker_bet_by_time on bookmaker_bet (placed_at desc, id desc)`,
];
