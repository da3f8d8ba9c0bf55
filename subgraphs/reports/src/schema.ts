import type { SubgraphParts } from '@croupier/kit';
import { GraphQLList, GraphQLNonNull, type GraphQLObjectType, GraphQLString } from 'graphql';
import { AlertResolver } from './alerts/alert.resolver.ts';
import { AuditLogResolver } from './audit-log/audit-log.resolver.ts';
import { ReportResolver } from './builder/report.resolver.ts';
import { ExportResolver } from './exports/export.resolver.ts';
import { ScheduleResolver } from './schedules/schedule.resolver.ts';
import { TemplateResolver } from './templates/template.resolver.ts';

/** What this subgraph adds to the graph. */
export const parts: SubgraphParts = {
  resolvers: [ReportResolver, ExportResolver, TemplateResolver, ScheduleResolver, AlertResolver, AuditLogResolver],
  adjust: (written) => {
    // interface.md: rows are never null, their cells may be; type-graphql says one thing for every depth.
    const { rows } = (written.getType('Report') as GraphQLObjectType).getFields();
    rows!.type = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(new GraphQLList(GraphQLString))));
  },
};
