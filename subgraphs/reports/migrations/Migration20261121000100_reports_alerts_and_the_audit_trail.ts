import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

const APP_ROLE = 'croupier_reports';

/** What waits for ClickHouse, templates, exports, alerts, and an audit trail that the service may add to and never change. */
export class Migration20261121000100_reports_alerts_and_the_audit_trail extends Migration {
  override up(): void {
    for (const sql of [...KIT_TABLES, ...INGEST, ...REPORTS, ...OVERSIGHT]) this.addSql(sql);
  }
}

const INGEST = [
  // The truth about dimensions: ClickHouse holds a copy that can be made again.
  `create table dimension_row (
     kind text not null,
     key text not null,
     version bigint not null,
     row jsonb not null,
     unsent boolean not null default true,
     changed_at timestamptz not null default now(),
     primary key (kind, key)
   )`,
  `create index dimension_row_unsent on dimension_row (changed_at) where unsent`,
  `create table ingest_progress (
     lane int primary key,
     sequence bigint not null,
     last_entry_at timestamptz not null
   )`,
];

const REPORTS = [
  `create table report_template (
     id uuid primary key,
     owner_id text not null,
     name text not null,
     report jsonb not null,
     created_at timestamptz not null,
     updated_at timestamptz not null
   )`,
  `create table report_export (
     id uuid primary key,
     owner_id text not null,
     format text not null,
     report jsonb not null,
     status text not null,
     progress int not null,
     attempts int not null,
     failure text,
     lease_until timestamptz,
     created_at timestamptz not null,
     finished_at timestamptz
   )`,
  `create index report_export_waiting on report_export (created_at) where status in ('PENDING', 'RUNNING')`,
  `create index report_export_of_owner on report_export (owner_id, created_at)`,
  `create table report_export_chunk (
     export_id uuid not null references report_export (id) on delete cascade,
     number int not null,
     bytes bytea not null,
     primary key (export_id, number)
   )`,
];

const OVERSIGHT = [
  `create table alert (
     id uuid primary key,
     alert_id text not null,
     room text not null,
     kind text not null,
     severity text not null,
     message text not null,
     user_id text,
     subject_id text,
     status text not null,
     note text,
     resolver_id text,
     created_at timestamptz not null,
     resolved_at timestamptz,
     unique (room, alert_id)
   )`,
  `create index alert_by_time on alert (created_at desc, id desc)`,
  `create table audit_entry (
     id uuid primary key,
     entry_id text not null,
     room text not null,
     actor_id text not null,
     action text not null,
     object_type text not null,
     object_id text not null,
     reason text,
     before jsonb,
     after jsonb,
     created_at timestamptz not null,
     recorded_at timestamptz not null default now(),
     unique (room, entry_id)
   )`,
  `create index audit_entry_by_time on audit_entry (created_at desc, id desc)`,
  `create index audit_entry_by_actor on audit_entry (actor_id, created_at desc)`,
  `create index audit_entry_by_object on audit_entry (object_id, created_at desc)`,
  `revoke update, delete, truncate on audit_entry from ${APP_ROLE}`,
];
