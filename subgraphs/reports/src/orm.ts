import { ormOptions } from '@croupier/kit';
import { Alert } from './alerts/alert.entity.ts';
import { AuditEntry } from './audit-log/audit-entry.entity.ts';
import { ReportExport } from './exports/report-export.entity.ts';
import { ReportTemplate } from './templates/report-template.entity.ts';

/** MikroORM options of this room's database. */
export const ormFor = (databaseUrl: string) =>
  ormOptions(databaseUrl, { entities: [ReportExport, ReportTemplate, Alert, AuditEntry], moduleUrl: import.meta.url });
