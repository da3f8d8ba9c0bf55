/** The files of a new subgraph: one slice `entries` with an entity, a use case, a resolver, a migration and a test, to be renamed after what the business calls it. */

export interface Names {
  /** loyalty */
  name: string;
  /** Loyalty */
  type: string;
  port: number;
}

export function subgraphFiles({ name, type }: Names): Record<string, string> {
  return {
    'package.json': `${JSON.stringify(packageJson(name), null, 2)}\n`,
    'src/config.ts': `import { subgraphConfig } from '@croupier/kit';

/** The environment that ${name} needs. */
export const ${name}Config = subgraphConfig.extend({});
export type ${type}Config = ReturnType<typeof ${name}Config.parse>;
`,
    'src/main.ts': `import { readConfig, refuseDemoInProduction, runSubgraph } from '@croupier/kit';
import { ${name}Config } from './config.ts';
import { ${name}Subgraph } from './index.ts';

const config = readConfig(${name}Config);
refuseDemoInProduction(config);
await runSubgraph(${name}Subgraph(config));
`,
    'src/index.ts': `import type { SubgraphDefinition } from '@croupier/kit';
import type { ${type}Config } from './config.ts';
import { messages } from './messages.ts';
import { ormFor } from './orm.ts';
import { parts } from './schema.ts';

/** How ${name} runs; main.ts starts it, tests start it on port 0. */
export function ${name}Subgraph(config: ${type}Config): SubgraphDefinition<undefined, ${type}Config> {
  return { name: '${name}', config, orm: ormFor(config.DATABASE_URL), parts, messages };
}
`,
    'src/messages.ts': `/** Events heard, requests answered, projections of the ledger's log. */
export const messages = { consumers: [], answers: [], projections: [] };
`,
    'src/orm.ts': `import { ormOptions } from '@croupier/kit';
import { ${type}Entry } from './entries/entry.entity.ts';

export const ormFor = (databaseUrl: string) => ormOptions(databaseUrl, { entities: [${type}Entry], moduleUrl: import.meta.url });
`,
    'src/schema.ts': `import type { SubgraphParts } from '@croupier/kit';
import { ${type}EntryResolver } from './entries/entry.resolver.ts';

export const parts: SubgraphParts = { resolvers: [${type}EntryResolver] };
`,
    'src/entries/entry.entity.ts': `import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ description: 'An entry of ${name}' })
@Entity({ tableName: 'entry' })
export class ${type}Entry {
  @Field(() => ID, { description: 'Its id' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  userId!: string;

  @Field(() => String, { description: 'What was noted' })
  @Property({ type: 'text' })
  text!: string;

  @Field(() => DateTime, { description: 'When it was noted' })
  @Property({ type: 'datetime' })
  createdAt!: Date;
}
`,
    'src/entries/add-entry.args.ts': `import { Field, InputType } from 'type-graphql';

@InputType({ description: 'What to note' })
export class Add${type}EntryInput {
  @Field(() => String, { description: '1 to 200 characters' })
  text!: string;
}
`,
    'src/entries/add-entry.ts': `import { randomUUID } from 'node:crypto';
import { BadUserInput, type Context, inTransaction, Unauthenticated, userIdOf } from '@croupier/kit';
import { ${type}Entry } from './entry.entity.ts';

/** Notes a text for the caller. Throws BadUserInput (blank, too long, NUL) and Unauthenticated. */
export async function addEntry(ctx: Context, input: { text: string }): Promise<${type}Entry> {
  const userId = userIdOf(ctx.identity);
  if (!userId) throw new Unauthenticated();
  if (input.text.trim() === '' || input.text.length > 200 || input.text.includes('\\u0000')) {
    throw new BadUserInput('A text of 1 to 200 characters is needed', { text: '1 to 200 characters' });
  }
  return inTransaction(ctx, async (ctx) => {
    const entry = ctx.em.create(${type}Entry, { id: randomUUID(), userId, text: input.text, createdAt: ctx.now() });
    ctx.em.persist(entry);
    return entry;
  });
}
`,
    'src/entries/entry.resolver.ts': `import { Allow, type Connection, connectionOf, type Context, decodeCursor, encodeCursor, PageArgs, pageOf, rowsToRead, userIdOf } from '@croupier/kit';
import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { addEntry } from './add-entry.ts';
import { Add${type}EntryInput } from './add-entry.args.ts';
import { ${type}Entry } from './entry.entity.ts';

const ${type}EntryConnection = connectionOf('${type}Entry', ${type}Entry);

@Resolver(() => ${type}Entry)
export class ${type}EntryResolver {
  @Allow('signed-in')
  @Query(() => ${type}EntryConnection, { nullable: true, description: "The caller's own entries, oldest first" })
  async ${name}Entries(@Args(() => PageArgs) page: PageArgs, @Ctx() ctx: Context): Promise<Connection<${type}Entry>> {
    const after = decodeCursor(page.after, 1);
    const rows = await ctx.em.find(
      ${type}Entry,
      { userId: userIdOf(ctx.identity)!, ...(after ? { id: { $gt: after[0]! } } : {}) },
      { orderBy: { id: 'asc' }, limit: rowsToRead(page) },
    );
    return pageOf(rows, page, (row) => encodeCursor(row.id));
  }

  @Allow('signed-in')
  @Mutation(() => ${type}Entry, { description: 'Notes a text' })
  add${type}Entry(@Arg('input', () => Add${type}EntryInput) input: Add${type}EntryInput, @Ctx() ctx: Context): Promise<${type}Entry> {
    return addEntry(ctx, input);
  }
}
`,
    'src/entries/add-entry.test.ts': `import { exportJWK, generateKeyPair } from 'jose';
import { IDENTITY_HEADER, identitySigner, startSubgraph, type Identity, type RunningSubgraph } from '@croupier/kit';
import { freshDatabase, freshNats, type FreshDatabase, type FreshNats } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ${name}Config } from '../config.ts';
import { ${name}Subgraph } from '../index.ts';

describe('adding an entry to ${name}', () => {
  let database: FreshDatabase;
  let broker: FreshNats;
  let subgraph: RunningSubgraph<undefined>;
  let sign: (identity: Identity) => Promise<string>;

  beforeAll(async () => {
    [database, broker] = await Promise.all([freshDatabase('${name}'), freshNats()]);
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    sign = await identitySigner((await exportJWK(privateKey)) as JsonWebKey);
    const config = ${name}Config.parse({
      PORT: '0',
      DATABASE_URL: database.appUrl,
      NATS_URL: broker.natsUrl('${name}'),
      GATEWAY_VERIFY_KEY: JSON.stringify(await exportJWK(publicKey)),
      LOG_LEVEL: 'error',
    });
    subgraph = await startSubgraph(${name}Subgraph(config));
  });
  afterAll(async () => {
    await subgraph.stop();
    await broker.stop();
    await database.drop();
  });

  const ask = async (userId: string, query: string, variables = {}) => {
    const response = await fetch(\`\${subgraph.url}/graphql\`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign({ kind: 'user', userId, roles: ['PLAYER'], sessionId: 's' }) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as { data: Record<string, { edges: { node: { text: string } }[] }> | null; errors?: { extensions: { code: string } }[] };
  };
  const add = (userId: string, text: string) =>
    ask(userId, 'mutation($input: Add${type}EntryInput!) { add${type}Entry(input: $input) { id } }', { input: { text } });
  const texts = async (userId: string) => (await ask(userId, '{ ${name}Entries { edges { node { text } } } }')).data!.${name}Entries!.edges.map(({ node }) => node.text);

  it('shows it to its owner and to nobody else', async () => {
    await add('alice', 'first');
    expect(await texts('alice')).toEqual(['first']);
    expect(await texts('bob')).toEqual([]);
  });

  it('a blank text is refused and changes nothing', async () => {
    expect((await add('alice', ' ')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await texts('alice')).toEqual(['first']);
  });
});
`,
    'migrations/Migration20261121000100_entries.ts': `import { KIT_TABLES } from '@croupier/kit';
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121000100_entries extends Migration {
  override up(): void {
    for (const sql of KIT_TABLES) this.addSql(sql);
    this.addSql('create table entry (id uuid primary key, user_id text not null, text text not null, created_at timestamptz not null)');
    this.addSql('create index entry_of_user on entry (user_id, id)');
  }
}
`,
  };
}

/** What goes into supergraph.yaml, in rover's format. */
export const supergraphEntry = ({ name, port }: Names): string =>
  `  ${name}:\n    routing_url: http://127.0.0.1:${port}/graphql\n    schema:\n      file: ./subgraphs/${name}/schema.graphql\n`;

/** Its service in docker-compose.yml, in the profile of the whole platform. */
export const composeEntry = ({ name, port }: Names): string => `  ${name}:
    <<: *service
    build: { context: ., dockerfile: deploy/Dockerfile, target: service }
    command: ['node', '--conditions=croupier-built', '--enable-source-maps', 'subgraphs/${name}/dist/main.js']
    environment:
      <<: *common
      PORT: ${port}
      DATABASE_URL: postgres://croupier_${name}:\${${name.toUpperCase()}_APP_PASSWORD}@postgres:5432/croupier_${name}
      NATS_URL: nats://${name}:\${${name.toUpperCase()}_NATS_PASSWORD}@nats:4222
      GATEWAY_VERIFY_KEY: \${GATEWAY_VERIFY_KEY:-}
`;

/** The manifest of a new subgraph's package. */
export function packageJson(name: string) {
  return {
    name: `@croupier/${name}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    exports: { '.': { 'croupier-built': './dist/index.js', default: './src/index.ts' } },
    dependencies: {
      '@croupier/contracts': '0.1.0',
      '@croupier/kit': '0.1.0',
      '@mikro-orm/core': '7.2.1',
      '@mikro-orm/decorators': '7.2.1',
      '@mikro-orm/migrations': '7.2.1',
      '@mikro-orm/postgresql': '7.2.1',
      graphql: '16.15.0',
      'reflect-metadata': '^0.2',
      'type-graphql': '2.0.0-rc.4',
      zod: '^4',
    },
  };
}
