import { Allow, connectionOf, DateTime, PageArgs } from '@croupier/kit';
import { Arg, Args, Ctx, Field, ID, InputType, Query, Resolver } from 'type-graphql';
import type { ReportsContext } from '../room.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { type AuditWish, listAuditLog } from './list-audit-log.ts';

const AuditEntryConnection = connectionOf('AuditEntry', AuditEntry);

@InputType({ description: 'Which part of the audit trail' })
export class AuditFilter implements AuditWish {
  @Field(() => ID, { nullable: true, description: 'Done by this person' })
  actorId?: string | null;
  @Field(() => String, { nullable: true, description: 'What was done, such as block-user' })
  action?: string | null;
  @Field(() => String, { nullable: true, description: 'Kind of thing' })
  objectType?: string | null;
  @Field(() => ID, { nullable: true, description: 'The thing' })
  objectId?: string | null;
  @Field(() => String, { nullable: true, description: 'In this part of the platform' })
  room?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment' })
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until this moment, exclusive' })
  to?: Date | null;
}

@Resolver()
export class AuditLogResolver {
  @Allow('COMPLIANCE', 'ADMIN')
  @Query(() => AuditEntryConnection, { nullable: true, description: 'Who did what, the newest first' })
  auditLog(
    @Ctx() ctx: ReportsContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AuditFilter, { nullable: true }) filter: AuditFilter | null,
  ) {
    return listAuditLog(ctx, filter, page);
  }
}
