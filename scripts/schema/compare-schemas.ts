import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { contractOf } from '../../gateway/src/partner-api/contract.ts';
import { loadSupergraph } from '../../gateway/src/supergraph/load-supergraph.ts';

/** Who is affected: callers of the whole graph, or partners by their contract. */
export type Side = 'graph' | 'contract';

export interface SchemaChange {
  side: Side;
  level: 'breaking' | 'dangerous' | 'safe';
  /** how it is recorded: `graph FIELD_REMOVED Query.game` */
  key: string;
  message: string;
}

const LEVELS = {
  [CriticalityLevel.Breaking]: 'breaking',
  [CriticalityLevel.Dangerous]: 'dangerous',
  [CriticalityLevel.NonBreaking]: 'safe',
} as const;
const ORDER = ['breaking', 'dangerous', 'safe'];
const NOTHING = buildSchema('type Query { _: Boolean }');

/** What callers notice between two supergraphs, the worst first. Throws where one of them is no supergraph. */
export async function compareSupergraphs(before: string, now: string): Promise<SchemaChange[]> {
  const [old, fresh] = [read(before), read(now)];
  const changes: SchemaChange[] = [];
  if (!old.contract && fresh.contract) {
    const message = 'The partners’ contract is new';
    changes.push({ side: 'contract', level: 'safe', key: 'contract CONTRACT_ADDED Query', message });
  } else if (old.contract) {
    changes.push(...(await compare('contract', old.contract, fresh.contract ?? NOTHING)));
  }
  changes.push(...(await compare('graph', old.graph, fresh.graph)));
  return changes.sort((one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level));
}

function read(sdl: string): { graph: GraphQLSchema; contract: GraphQLSchema | null } {
  const { schema, written } = loadSupergraph(sdl, { open: true });
  return { graph: schema, contract: contractOf(written, schema) };
}

async function compare(side: Side, before: GraphQLSchema, now: GraphQLSchema): Promise<SchemaChange[]> {
  const changes = await diff(before, now);
  return changes.map(({ type, path, message, criticality }: Change) => ({
    side,
    level: LEVELS[criticality.level],
    key: `${side} ${String(type)} ${path ?? '-'}`,
    message,
  }));
}

/** `- graph FIELD_REMOVED Query.game: why` */
const RECORD = /^- ((?:graph|contract) [A-Z_]+ \S+): *(\S.{9,})$/;

/** Keys of the breaking changes that docs/schema-changes.md gives a reason for, of ten letters at least. */
export const readRecords = (text: string): Set<string> =>
  new Set(text.split('\n').flatMap((line) => RECORD.exec(line.trim())?.[1] ?? []));
