import { DateTime } from '@croupier/kit';
import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { type Op, OPS, type ReportFilter, type ReportOrder, type ReportWish } from './definition.ts';

export const ReportOp = Object.fromEntries(OPS.map((op) => [op, op])) as { [K in Op]: K };
registerEnumType(ReportOp, {
  name: 'ReportOp',
  description: 'How a filter compares: one value, BETWEEN two, IN up to 500',
});

export const ReportDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
registerEnumType(ReportDirection, { name: 'ReportDirection', description: 'Which way a report is ordered' });

@InputType({ description: 'Keeps what fits: dimensions compare as text, measures as numbers' })
export class ReportFilterInput implements ReportFilter {
  @Field(() => String, { description: 'Name of a dimension or measure' })
  field!: string;
  @Field(() => ReportOp, { description: 'How to compare' })
  op!: Op;
  @Field(() => [String], { description: 'With what: user ids for player, codes for game' })
  values!: string[];
}

@InputType({ description: 'What a report is ordered by' })
export class ReportOrderInput implements ReportOrder {
  @Field(() => String, { description: 'Key of one of its columns' })
  key!: string;
  @Field(() => ReportDirection, { defaultValue: 'ASC', description: 'Which way' })
  direction!: 'ASC' | 'DESC';
}

@InputType({ description: 'What to add up, split by what, over which time' })
export class ReportInput implements ReportWish {
  @Field(() => [String], { description: 'Names of measures, see reportCatalog' })
  measures!: string[];
  @Field(() => [String], { description: 'Names of dimensions, see reportCatalog' })
  dimensions!: string[];
  @Field(() => [ReportFilterInput], { nullable: true, description: 'All of them must fit' })
  filters?: ReportFilterInput[] | null;
  @Field(() => DateTime, { description: 'From this moment' })
  from!: Date;
  @Field(() => DateTime, { description: 'Until this moment, exclusive' })
  to!: Date;
  @Field(() => String, {
    nullable: true,
    defaultValue: 'UTC',
    description: 'IANA name; hours, days and months are those of this time zone',
  })
  timeZone?: string | null;
  @Field(() => [ReportOrderInput], { nullable: true, description: 'Default: by the dimensions' })
  orderBy?: ReportOrderInput[] | null;
  @Field(() => Int, { nullable: true, description: 'How many rows, at most 10 000' })
  limit?: number | null;
}
