import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { fieldUseTable } from './field-use.ts';

test('all fields are told with their uses at all gateways, deprecated ones first', () => {
  const schema = buildSchema(
    'type Query { place: Place  old: Int @deprecated(reason: "ask for place") } type Place { name: String }',
  );
  const line = (field: string, client: string, count: number) =>
    `gateway_field_uses_total{service="gateway",field="${field}",deprecated="no",client="${client}"} ${count}`;
  const one = [
    '# HELP gateway_field_uses_total …',
    line('Query.place', 'player', 40),
    line('Query.old', 'guest', 0),
  ].join('\n');
  const other = [
    'up 1',
    line('Query.place', 'player', 2),
    line('Query.place', 'staff', 1),
    line('Gone.field', 'staff', 9),
  ].join('\n');
  expect(fieldUseTable(schema, [one, other]).split('\n')).toEqual([
    'field        guest  player  staff  partner',
    'Query.old        0       0      0        0  deprecated: ask for place; not asked for',
    'Place.name       0       0      0        0  not asked for',
    'Query.place      0      42      1        0',
  ]);
});
