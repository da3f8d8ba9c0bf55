import { Allow, connectionOf, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, Field, ID, InputType, Mutation, Query, Resolver } from 'type-graphql';
import type { ReportsContext } from '../room.ts';
import { Alert, AlertSeverity, AlertStatus } from './alert.entity.ts';
import { type AlertWish, listAlerts } from './list-alerts.ts';
import { resolveAlert } from './resolve-alert.ts';

const AlertConnection = connectionOf('Alert', Alert);

@InputType({ description: 'Which alerts' })
export class AlertFilter implements AlertWish {
  @Field(() => AlertStatus, { nullable: true, description: 'Open or resolved' })
  status?: keyof typeof AlertStatus | null;
  @Field(() => AlertSeverity, { nullable: true, description: 'How much they matter' })
  severity?: keyof typeof AlertSeverity | null;
  @Field(() => String, { nullable: true, description: 'Of this kind' })
  kind?: string | null;
  @Field(() => ID, { nullable: true, description: 'About this person' })
  userId?: string | null;
}
@InputType({ description: 'What came of an alert' })
export class ResolveAlertInput {
  @Field(() => ID, { description: 'The alert' })
  id!: string;
  @Field(() => String, { description: 'What was found or done, 1 to 1 000 characters' })
  note!: string;
}

@Resolver()
export class AlertResolver {
  @Allow('FINANCE', 'COMPLIANCE', 'ADMIN')
  @Query(() => AlertConnection, { nullable: true, description: 'Alerts, the newest first' })
  alerts(
    @Ctx() ctx: ReportsContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AlertFilter, { nullable: true }) filter: AlertFilter | null,
  ) {
    return listAlerts(ctx, filter, page);
  }

  @Allow('COMPLIANCE', 'ADMIN')
  @Mutation(() => Alert, { description: 'Says what came of an alert' })
  resolveAlert(
    @Ctx() ctx: ReportsContext,
    @Arg('input', () => ResolveAlertInput) input: ResolveAlertInput,
  ): Promise<Alert> {
    return resolveAlert(ctx, input);
  }
}
