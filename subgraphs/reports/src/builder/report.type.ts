import { DateTime } from '@croupier/kit';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { ColumnType } from './catalog.ts';

export const ReportColumnType = {
  MONEY: 'MONEY',
  NUMBER: 'NUMBER',
  TEXT: 'TEXT',
  DATETIME: 'DATETIME',
  PERCENT: 'PERCENT',
} as const;
registerEnumType(ReportColumnType, {
  name: 'ReportColumnType',
  description: "What a report's column holds; PERCENT is a ratio: 0.9650 is 96.5 %",
});

@ObjectType('ReportMeasure', { description: 'Something that a report adds up' })
export class ReportMeasureType {
  @Field(() => String, { description: 'Its name in a report' })
  name!: string;
  @Field(() => String, { description: 'For people' })
  label!: string;
  @Field(() => String, { description: 'What it counts' })
  description!: string;
  @Field(() => ReportColumnType, { description: 'What it holds' })
  type!: ColumnType;
}

@ObjectType('ReportDimension', { description: 'Something that a report is split by' })
export class ReportDimensionType {
  @Field(() => String, { description: 'Its name in a report' })
  name!: string;
  @Field(() => String, { description: 'For people' })
  label!: string;
  @Field(() => String, { description: 'What it says' })
  description!: string;
  @Field(() => ReportColumnType, { description: 'What it holds' })
  type!: ColumnType;
}

@ObjectType('ReportCatalog', { description: 'Measures and dimensions; any of them may be combined' })
export class ReportCatalogType {
  @Field(() => [ReportMeasureType], { description: 'What may be added up' })
  measures!: readonly ReportMeasureType[];
  @Field(() => [ReportDimensionType], { description: 'What it may be split by' })
  dimensions!: readonly ReportDimensionType[];
}

@ObjectType('ReportColumn', { description: 'A column of a report' })
export class ReportColumnShape {
  @Field(() => String, { description: "The measure's or dimension's name" })
  key!: string;
  @Field(() => String, { description: 'For people' })
  label!: string;
  @Field(() => ReportColumnType, { description: 'What it holds' })
  type!: ColumnType;
}

@ObjectType('Report', { description: 'A table: dimensions first, then measures' })
export class ReportType {
  @Field(() => [ReportColumnShape], { description: 'Its columns, in order' })
  columns!: ReportColumnShape[];
  @Field(() => [[String]], { nullable: 'items', description: 'Its rows; money is exact and padded to its currency' })
  rows!: (string | null)[][];
  @Field(() => [String], {
    nullable: 'items',
    description:
      'Over all rows, also those beyond the limit; empty for dimensions and for money of different currencies',
  })
  totals!: (string | null)[];
  @Field(() => DateTime, { description: 'What was posted before this moment is counted' })
  freshAt!: Date;
}
