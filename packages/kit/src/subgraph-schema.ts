import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse, print, specifiedDirectives } from 'graphql';
import { buildSchema, createResolversMap, type NonEmptyArray } from 'type-graphql';
import { checkAccess } from './access.ts';
import type { Context } from './context.ts';
import { DateTime, Decimal } from './money.type.ts';
import { declarePageSizes } from './page-sizes.ts';

/** Loads an entity that another subgraph refers to. A public door: it checks who may see the object; null for "not for you". */
export type ReferenceResolver = (reference: Record<string, string>, ctx: Context<never>) => Promise<object | null>;

export interface SubgraphParts {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- type-graphql's own type for resolver classes
  resolvers: NonEmptyArray<Function>;
  /** per type name, how `_entities` loads it */
  references?: Record<string, ReferenceResolver>;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as above
  orphanedTypes?: Function[];
  /** Changes what type-graphql cannot write itself (a list of non-null lists of nullable items) before the schema is printed. */
  adjust?: (written: GraphQLSchema) => void;
}

export interface BuiltSubgraph {
  schema: GraphQLSchema;
  /** the SDL that is committed as schema.graphql */
  sdl: string;
}

// Subscriptions come from the ledger's log and from NATS: every @Subscription declares `subscribe` itself.
const noPubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('a @Subscription declares its own `subscribe`');
  },
};

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@tag", "@inaccessible", "@override", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize"])';

/** The directive that Apollo's servers know, where a subgraph uses it; composition keeps it. */
const CACHING =
  'extend schema @link(url: "https://specs.croupier.example/cacheControl/v1.0", import: ["@cacheControl"]) @federation__composeDirective(name: "@cacheControl")\n\ndirective @cacheControl(maxAge: Int) on FIELD_DEFINITION';

/** One subgraph's executable schema and its SDL. Throws where a root field declares no rule (`@Allow`). */
export async function buildSubgraph(parts: SubgraphParts): Promise<BuiltSubgraph> {
  const written = await buildSchema({
    resolvers: parts.resolvers,
    orphanedTypes: parts.orphanedTypes ?? [],
    authChecker: checkAccess as never,
    validate: false,
    directives: [...specifiedDirectives],
    pubSub: noPubSub,
    scalarsMap: [{ type: Date, scalar: DateTime }],
  });
  parts.adjust?.(written);
  describeRoots(written);
  declarePageSizes(written);
  refuseFieldsWithoutRule(written);
  const types = print(parse(printSubgraphSchema(written)));
  const sdl = [FEDERATION, ...(types.includes('@cacheControl') ? [CACHING] : []), `${types}\n`].join('\n\n');
  const resolvers = createResolversMap(written) as Record<string, Record<string, unknown>>;
  for (const [type, load] of Object.entries(parts.references ?? {})) {
    // async on purpose: a synchronous throw would null the whole _entities list
    resolvers[type] = {
      ...resolvers[type],
      __resolveReference: async (reference: never, ctx: never) => load(reference, ctx),
    };
  }
  delete resolvers.Decimal;
  delete resolvers.DateTime;
  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(sdl),
      resolvers: { ...resolvers, Decimal, ...(written.getType('DateTime') ? { DateTime } : {}) } as never,
    },
  ]);
  return { schema, sdl };
}

/** The same words in every subgraph: composition keeps them. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [
    [schema.getQueryType(), 'What can be read. A part that is down, or a refusal, costs its own fields only'],
    [
      schema.getMutationType(),
      'What can be done. A refusal carries a stable `extensions.code`, and then nothing was changed',
    ],
    [schema.getSubscriptionType(), 'What can be followed live, over graphql-transport-ws'],
  ] as const;
  for (const [type, description] of roots) if (type) type.description = description;
}

const RULES = ['policy', 'authenticated', 'requiresScopes'];

function refuseFieldsWithoutRule(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of roots) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const declared = field.astNode?.directives?.filter((directive) => RULES.includes(directive.name.value)) ?? [];
      if (declared.length !== 1) throw new Error(`${type!.name}.${field.name} needs exactly one @Allow(…)`);
    }
  }
}
