import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

/** People, how they sign in, what they may do, and what must reach the wallet's gate. */
export class Migration20261121000100_people_and_their_sessions extends Migration {
  override up(): void {
    for (const sql of KIT_TABLES) this.addSql(sql);
    this.addSql(`create table person (
      id uuid primary key default gen_random_uuid(),
      telegram_id text not null unique,
      display_name text not null,
      email text not null,
      locale text not null default 'en',
      time_zone text not null default 'UTC',
      time_zone_changed_at timestamptz,
      roles text[] not null default '{PLAYER}',
      demo boolean not null default false,
      blocked_at timestamptz,
      blocked_reason text,
      closed_at timestamptz,
      cooling_off_until timestamptz,
      self_excluded_until timestamptz,
      self_exclusion_lifts_at timestamptz,
      kyc_status text not null default 'NONE',
      kyc_level int not null default 0,
      gate_number int not null default 0,
      second_factor text not null,
      totp_secret text,
      totp_last_step bigint,
      phone text,
      created_at timestamptz not null,
      last_sign_in_at timestamptz
    )`);
    this.addSql('create unique index person_email on person (lower(email))');
    this.addSql('create index person_created on person (created_at, id)');

    this.addSql('create table used_telegram_login (hash text primary key, used_at timestamptz not null)');
    this.addSql(`create table sign_in_challenge (
      id uuid primary key default gen_random_uuid(),
      telegram_id text not null,
      person_id uuid references person (id),
      display_name text not null,
      next_step text not null,
      email text,
      code_hash text,
      code_expires_at timestamptz,
      mails_sent int not null default 0,
      second_factor text,
      totp_secret text,
      phone text,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      completed_at timestamptz
    )`);
    this.addSql('create index sign_in_challenge_telegram on sign_in_challenge (telegram_id, created_at)');
    this.addSql(`create table sign_in_attempt (
      id bigint generated always as identity primary key,
      telegram_id text not null,
      challenge_id uuid not null references sign_in_challenge (id) on delete cascade,
      at timestamptz not null
    )`);
    this.addSql('create index sign_in_attempt_challenge on sign_in_attempt (challenge_id)');
    this.addSql('create index sign_in_attempt_telegram on sign_in_attempt (telegram_id, at)');

    this.addSql(`create table session (
      id uuid primary key default gen_random_uuid(),
      person_id uuid not null references person (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      end_reason text
    )`);
    this.addSql('create index session_person on session (person_id) where ended_at is null');
    this.addSql('create index session_ended on session (id) where ended_at is not null');
    this.addSql(`create table refresh_token (
      token_hash text primary key,
      session_id uuid not null references session (id) on delete cascade,
      issued_at timestamptz not null,
      used_at timestamptz
    )`);
    this.addSql('create index refresh_token_session on refresh_token (session_id)');

    this.addSql(`create table kyc_submission (
      id uuid primary key default gen_random_uuid(),
      person_id uuid not null references person (id),
      full_name text not null,
      birth_date date not null,
      country text not null,
      submitted_at timestamptz not null,
      reviewed_at timestamptz,
      reviewed_by text,
      reason text
    )`);
    this.addSql('create index kyc_submission_person on kyc_submission (person_id, submitted_at desc)');
    this.addSql(`create table kyc_document (
      id uuid primary key default gen_random_uuid(),
      submission_id uuid not null references kyc_submission (id),
      kind text not null,
      file_name text not null,
      content bytea not null
    )`);
    this.addSql('create index kyc_document_submission on kyc_document (submission_id)');

    this.addSql(`create table player_limit (
      id uuid primary key default gen_random_uuid(),
      person_id uuid not null references person (id),
      kind text not null,
      period text not null,
      currency text,
      amount_minor bigint,
      minutes int,
      pending_currency text,
      pending_amount_minor bigint,
      pending_minutes int,
      pending_effective_at timestamptz,
      created_at timestamptz not null,
      unique (person_id, kind, period)
    )`);

    this.addSql(`create table gate_change (
      person_id uuid not null references person (id),
      number int not null,
      operation jsonb not null,
      created_at timestamptz not null,
      sent_at timestamptz,
      primary key (person_id, number)
    )`);
    this.addSql('create index gate_change_unsent on gate_change (created_at) where sent_at is null');

    this.addSql(`create table mail (
      id bigint generated always as identity primary key,
      recipient text not null,
      subject text not null,
      body text not null,
      created_at timestamptz not null,
      attempts int not null default 0,
      next_attempt_at timestamptz not null,
      sent_at timestamptz
    )`);
    this.addSql('create index mail_unsent on mail (next_attempt_at) where sent_at is null');

    this.addSql(`create table partner_key (
      id uuid primary key default gen_random_uuid(),
      name text not null,
      scopes text[] not null,
      key_hash text not null unique,
      created_by text,
      created_at timestamptz not null,
      revoked_at timestamptz
    )`);
  }

  override down(): void {
    throw new Error('people are not unmade: restore a backup');
  }
}
