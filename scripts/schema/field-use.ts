import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { CLIENTS, FIELD_USES } from '../../gateway/src/observability/field-use.ts';

const USE = new RegExp(`^${FIELD_USES}\\{([^}]*)\\} (\\d+)$`);
const HEAD = ['field', ...CLIENTS, ''];

/**
 * A table of every field of the graph with the executions that asked for it, by kind of client, added up over the metrics of all
 * gateways; deprecated fields first. What nobody asked for since the gateways started says so.
 */
export function fieldUseTable(schema: GraphQLSchema, metrics: string[]): string {
  const uses = addUp(metrics);
  const rows = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields()).map(({ name, deprecationReason }) => {
      const counts = CLIENTS.map((client) => uses.get(`${type.name}.${name} ${client}`) ?? 0);
      const notes = counts.every((count) => count === 0) ? ['not asked for'] : [];
      if (deprecationReason != null) notes.unshift(`deprecated: ${deprecationReason}`);
      return {
        isDeprecated: deprecationReason != null,
        cells: [`${type.name}.${name}`, ...counts.map(String), notes.join('; ')],
      };
    });
  });
  rows.sort(
    (one, other) => Number(other.isDeprecated) - Number(one.isDeprecated) || compare(one.cells[0]!, other.cells[0]!),
  );
  const lines = [HEAD, ...rows.map(({ cells }) => cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const print = (cells: string[]): string =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : column <= CLIENTS.length ? cell.padStart(widths[column]! + 2) : `  ${cell}`)).join('').trimEnd(); // prettier-ignore
  return lines.map(print).join('\n');
}

/** By `Type.field client`. */
function addUp(metrics: string[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const line of metrics.flatMap((text) => text.split('\n'))) {
    const [, labels, count] = USE.exec(line) ?? [];
    if (labels === undefined) continue;
    const valueOf = (label: string): string => new RegExp(`(?:^|,)${label}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const key = `${valueOf('field')} ${valueOf('client')}`;
    uses.set(key, (uses.get(key) ?? 0) + Number(count));
  }
  return uses;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
