import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from 'type-graphql';
import { Public } from './access.ts';
import { BadUserInput } from './errors.ts';

@Directive('@shareable')
@Public()
@ObjectType({ description: 'Where a page of a connection stands' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something precedes' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; pass it as `after`' })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 100' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor after which to start' })
  after?: string | null;
}

export interface Edge<T> {
  node: T;
  cursor: string;
}
export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
  totalCount?: number | null;
}

/** A Relay connection type over `Node`: `export const WalletConnection = connectionOf('Wallet', Wallet)`; `isPublic` ones partners see. */
export function connectionOf<T extends object>(
  name: string,
  Node: ClassType<T>,
  { isPublic = false } = {},
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page` })
  class NodeEdge implements Edge<T> {
    @Field(() => Node, { description: `The ${name}` })
    node!: T;

    @Field(() => String, { description: 'Opaque; pass it as `after`' })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} objects` })
  class NodeConnection implements Connection<T> {
    @Field(() => [NodeEdge], { description: 'What is on this page' })
    edges!: NodeEdge[];

    @Field(() => PageInfo, { description: 'Where this page stands' })
    pageInfo!: PageInfo;

    @Field(() => Int, { nullable: true, description: 'How many there are in all, where that is cheap' })
    totalCount?: number | null;
  }
  if (isPublic) for (const type of [NodeEdge, NodeConnection]) Public()(type);
  return NodeConnection;
}

/** Opaque cursor of the values that the list is ordered by. */
export const encodeCursor = (...values: (string | number | bigint)[]): string =>
  Buffer.from(JSON.stringify(values.map(String))).toString('base64url');

/** The values of a cursor, or null where none was given. Throws BadUserInput for one that we did not make. */
export function decodeCursor(cursor: string | null | undefined, length: number): string[] | null {
  if (cursor == null) return null;
  try {
    const values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === 'string'))
      return values as string[];
  } catch {
    // answered below
  }
  throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
}

/** Checks `first` (1 to 100; more is an error, not clamped) and answers how many rows to read: one more than shown. */
export function rowsToRead(args: PageArgs): number {
  if (!Number.isInteger(args.first) || args.first < 1 || args.first > 100) {
    throw new BadUserInput('first is 1 to 100', { first: 'must be 1 to 100' });
  }
  return args.first + 1;
}

/** Builds the page from `rowsToRead(args)` rows. */
export function pageOf<T>(rows: T[], args: PageArgs, cursorOf: (row: T) => string, totalCount?: number): Connection<T> {
  const edges = rows.slice(0, args.first).map((node) => ({ node, cursor: cursorOf(node) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > args.first,
      hasPreviousPage: args.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: totalCount ?? null,
  };
}
