import { Allow } from '@croupier/kit';
import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { ReportsContext } from '../room.ts';
import { DIMENSIONS, MEASURES } from './catalog.ts';
import { ReportInput } from './report.args.ts';
import { ReportCatalogType, ReportType } from './report.type.ts';
import { runReport } from './run-report.ts';

@Resolver()
export class ReportResolver {
  @Allow('FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => ReportCatalogType, { nullable: true, description: 'The measures and dimensions that may be combined' })
  reportCatalog(): ReportCatalogType {
    return { measures: MEASURES, dimensions: DIMENSIONS };
  }

  @Allow('FINANCE', 'COMPLIANCE', 'ADMIN')
  @Directive('@cost(weight: 1000)')
  @Query(() => ReportType, {
    nullable: true,
    description:
      'Adds up what was posted in a time; without currency among the dimensions money is in EUR at the day’s rate',
  })
  report(@Ctx() ctx: ReportsContext, @Arg('input', () => ReportInput) input: ReportInput): Promise<ReportType> {
    return runReport(ctx, input);
  }
}
