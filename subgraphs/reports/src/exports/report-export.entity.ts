import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { DateTime } from '@croupier/kit';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ReportDefinition } from '../builder/definition.ts';

export const ExportFormat = { CSV: 'CSV', XLSX: 'XLSX', JSON: 'JSON' } as const;
export type ExportFormatName = keyof typeof ExportFormat;
registerEnumType(ExportFormat, { name: 'ExportFormat', description: 'Kind of file' });

export const ExportStatus = { PENDING: 'PENDING', RUNNING: 'RUNNING', DONE: 'DONE', FAILED: 'FAILED' } as const;
registerEnumType(ExportStatus, { name: 'ExportStatus', description: 'How far a file is' });

/** A file made of a report. It belongs to who asked for it. */
@Entity({ tableName: 'report_export' })
@ObjectType('ReportExport', {
  description: 'A file made of a report; it belongs to who asked for it and is kept for seven days',
})
export class ReportExport {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Names it in reportExport' })
  id!: string;

  @Property({ type: 'text' })
  ownerId!: string;

  @Property({ type: 'text' })
  @Field(() => ExportFormat, { description: 'Kind of file' })
  format!: ExportFormatName;

  @Property({ type: 'json' })
  report!: ReportDefinition;

  @Property({ type: 'text' })
  @Field(() => ExportStatus, { description: 'How far it is' })
  status: keyof typeof ExportStatus = 'PENDING';

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Percent, 0 to 100' })
  progress: number = 0;

  @Property({ type: 'integer' })
  attempts: number = 0;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it failed' })
  failure: string | null = null;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was asked for' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was done or had failed' })
  finishedAt: Date | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the file is, relative to the gateway; wants the same Bearer token. Empty until it is DONE',
  })
  get downloadUrl(): string | null {
    return this.status === 'DONE' ? `/reports/exports/${this.id}` : null;
  }
}
