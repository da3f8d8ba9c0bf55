import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { type Op } from '../builder/definition.ts';
import type { ReportDefinition } from '../builder/definition.ts';
import { ReportDirection, ReportOp } from '../builder/report.args.ts';
import { User, userOf } from '../user.type.ts';

@ObjectType('ReportFilter', { description: 'What a kept report filters by' })
class ReportFilterType {
  @Field(() => String, { description: 'Name of a dimension or measure' })
  field!: string;
  @Field(() => ReportOp, { description: 'How it compares' })
  op!: Op;
  @Field(() => [String], { description: 'With what' })
  values!: string[];
}

@ObjectType('ReportOrder', { description: 'What a kept report is ordered by' })
class ReportOrderType {
  @Field(() => String, { description: 'Key of a column' })
  key!: string;
  @Field(() => ReportDirection, { description: 'Which way' })
  direction!: 'ASC' | 'DESC';
}

@ObjectType('ReportDefinition', { description: 'A kept report: what report(input) takes' })
class ReportDefinitionType {
  @Field(() => [String], { description: 'Measures' })
  measures!: string[];
  @Field(() => [String], { description: 'Dimensions' })
  dimensions!: string[];
  @Field(() => [ReportFilterType], { description: 'Filters' })
  filters!: ReportFilterType[];
  @Field(() => DateTime, { description: 'From this moment' })
  from!: Date;
  @Field(() => DateTime, { description: 'Until this moment, exclusive' })
  to!: Date;
  @Field(() => String, { description: 'IANA time zone' })
  timeZone!: string;
  @Field(() => [ReportOrderType], { description: 'Order' })
  orderBy!: ReportOrderType[];
  @Field(() => Int, { description: 'How many rows' })
  limit!: number;
}

/** A report that is kept under a name. Everybody who may read reports sees it; who made it, and admins, change it. */
@Entity({ tableName: 'report_template' })
@ObjectType('ReportTemplate', { description: 'A report that is kept under a name' })
export class ReportTemplate {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Names it in saveReportTemplate and deleteReportTemplate' })
  id!: string;

  @Property({ type: 'text' })
  ownerId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Its name' })
  name!: string;

  @Property({ type: 'json', fieldName: 'report' })
  definition!: ReportDefinition;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was made' })
  createdAt!: Date;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was last changed' })
  updatedAt!: Date;

  @Field(() => ReportDefinitionType, { description: 'The report' })
  get report(): ReportDefinitionType {
    const { from, to, ...rest } = this.definition;
    return { ...rest, from: new Date(from), to: new Date(to) };
  }

  @Field(() => User, { nullable: true, description: 'Who made it' })
  get owner(): User | null {
    return userOf(this.ownerId);
  }
}
