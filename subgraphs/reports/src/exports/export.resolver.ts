import { Allow } from '@croupier/kit';
import { Arg, Ctx, Directive, Field, ID, InputType, Mutation, Query, Resolver } from 'type-graphql';
import { ReportInput } from '../builder/report.args.ts';
import type { ReportsContext } from '../room.ts';
import { exportReport } from './export-report.ts';
import { ExportFormat, type ExportFormatName, ReportExport } from './report-export.entity.ts';
import { showExport } from './show-export.ts';

@InputType({ description: 'What to put into a file' })
export class ExportReportInput {
  @Field(() => ReportInput, { description: 'What report(input) takes' })
  report!: ReportInput;
  @Field(() => ExportFormat, { description: 'Kind of file' })
  format!: ExportFormatName;
}

@Resolver()
export class ExportResolver {
  @Allow('FINANCE', 'ADMIN')
  @Directive('@cost(weight: 1000)')
  @Mutation(() => ReportExport, { description: 'Asks for a file of a report; follow it with reportExport' })
  exportReport(
    @Ctx() ctx: ReportsContext,
    @Arg('input', () => ExportReportInput) input: ExportReportInput,
  ): Promise<ReportExport> {
    return exportReport(ctx, input);
  }

  @Allow('FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => ReportExport, { nullable: true, description: 'One of your own exports' })
  reportExport(@Ctx() ctx: ReportsContext, @Arg('id', () => ID) id: string): Promise<ReportExport | null> {
    return showExport(ctx, id);
  }
}
