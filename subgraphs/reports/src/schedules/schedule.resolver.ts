import { Allow, DateTime, NotBuiltYet } from '@croupier/kit';
import { Arg, Field, ID, InputType, Mutation, ObjectType, registerEnumType, Resolver } from 'type-graphql';
import { ExportFormat, type ExportFormatName } from '../exports/report-export.entity.ts';

export const SchedulePeriod = { DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH' } as const;
registerEnumType(SchedulePeriod, { name: 'ReportSchedulePeriod', description: 'How often a report is sent' });

@InputType({ description: 'A kept report to be sent again and again' })
export class ScheduleReportInput {
  @Field(() => ID, { description: 'The kept report' })
  templateId!: string;
  @Field(() => SchedulePeriod, { description: 'How often' })
  period!: keyof typeof SchedulePeriod;
  @Field(() => ExportFormat, { description: 'Kind of file' })
  format!: ExportFormatName;
}
@ObjectType({ description: 'A kept report that is sent again and again' })
export class ReportSchedule {
  @Field(() => ID, { description: 'The schedule' })
  id!: string;
  @Field(() => SchedulePeriod, { description: 'How often' })
  period!: keyof typeof SchedulePeriod;
  @Field(() => ExportFormat, { description: 'Kind of file' })
  format!: ExportFormatName;
  @Field(() => DateTime, { description: 'When it is sent next' })
  nextAt!: Date;
}

@Resolver()
export class ScheduleResolver {
  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => ReportSchedule, {
    description: 'Sends a kept report again and again. Not built yet: NOT_IMPLEMENTED',
  })
  scheduleReport(@Arg('input', () => ScheduleReportInput) _input: ScheduleReportInput): ReportSchedule {
    throw new NotBuiltYet('Sending reports by schedule');
  }
}
