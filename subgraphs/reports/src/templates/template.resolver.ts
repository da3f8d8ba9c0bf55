import { Allow } from '@croupier/kit';
import { Arg, Ctx, Field, ID, InputType, Mutation, Query, Resolver } from 'type-graphql';
import { ReportInput } from '../builder/report.args.ts';
import type { ReportsContext } from '../room.ts';
import { deleteTemplate } from './delete-template.ts';
import { ReportTemplate } from './report-template.entity.ts';
import { saveTemplate } from './save-template.ts';

@InputType({ description: 'A report to keep' })
export class SaveReportTemplateInput {
  @Field(() => ID, { nullable: true, description: 'The template to replace; a new one without it' })
  id?: string | null;
  @Field(() => String, { description: '1 to 100 characters' })
  name!: string;
  @Field(() => ReportInput, { description: 'What report(input) takes' })
  report!: ReportInput;
}
@InputType({ description: 'Which template' })
export class DeleteReportTemplateInput {
  @Field(() => ID, { description: 'The template' })
  id!: string;
}

@Resolver()
export class TemplateResolver {
  @Allow('FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => [ReportTemplate], { nullable: true, description: 'Reports that are kept, by name' })
  reportTemplates(@Ctx() ctx: ReportsContext): Promise<ReportTemplate[]> {
    return ctx.em.find(ReportTemplate, {}, { orderBy: { name: 'asc', id: 'asc' }, limit: 200 });
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => ReportTemplate, { description: 'Keeps a report under a name' })
  saveReportTemplate(
    @Ctx() ctx: ReportsContext,
    @Arg('input', () => SaveReportTemplateInput) input: SaveReportTemplateInput,
  ): Promise<ReportTemplate> {
    return saveTemplate(ctx, input);
  }

  @Allow('FINANCE', 'ADMIN')
  @Mutation(() => Boolean, { description: 'Forgets a kept report' })
  deleteReportTemplate(
    @Ctx() ctx: ReportsContext,
    @Arg('input', () => DeleteReportTemplateInput) input: DeleteReportTemplateInput,
  ): Promise<boolean> {
    return deleteTemplate(ctx, input.id);
  }
}
