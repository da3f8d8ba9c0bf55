import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { askKycStatus, userRegistered } from '@croupier/contracts';
import {
  Allow,
  buildSubgraph,
  type Context,
  defineAnswer,
  defineConsumer,
  inTransaction,
  KIT_TABLES,
  ormOptions,
  publish,
  query,
  type RunningSubgraph,
  startSubgraph,
  subgraphConfig,
  type SubgraphParts,
} from '@croupier/kit';
import {
  aCollector,
  type CollectedSpan,
  type Collector,
  eventually,
  freshEmptyDatabase,
  type FreshDatabase,
  freshNats,
  type FreshNats,
} from '@croupier/testkit';
import { Trace } from '@apollo/usage-reporting-protobuf';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayConfig } from '../config.ts';
import type { RunningGateway } from '../gateway.ts';
import { startHouseGateway } from '../house.ts';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';

const SECRET = 'hunter2-of-a-caller';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A person' })
class Person {
  @Field(() => ID, { description: 'Who' })
  id!: string;
}

@Resolver(() => Person)
class PeopleOfUsers {
  @Allow('anyone')
  @Query(() => Person, { nullable: true, description: 'A person' })
  async person(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<Person> {
    await query(ctx.em, 'select text as found_person from noted where text = ?', [id]);
    const registered = { userId: id, displayName: 'x', locale: 'en', registeredAt: ctx.now().toISOString() };
    await inTransaction(ctx, (ctx) => publish(ctx, userRegistered, registered));
    return { id };
  }
}

@Resolver(() => Person)
class PeopleOfPayments {
  @Allow('anyone')
  @Query(() => String, { nullable: true, description: 'What every schema needs' })
  payments(): null {
    return null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'By asking users' })
  async kyc(@Root() { id }: Person, @Ctx() ctx: Context): Promise<string> {
    return (await ctx.ask(askKycStatus, { userId: id })).status;
  }
}

const PARTS: Record<'users' | 'payments', SubgraphParts> = {
  users: { resolvers: [PeopleOfUsers], references: { Person: async ({ id }) => ({ id }) } },
  payments: {
    resolvers: [PeopleOfPayments],
    orphanedTypes: [Person],
    references: { Person: async ({ id }) => ({ id }) },
  },
};
const answerKyc = defineAnswer(askKycStatus, async (ctx: Context, { userId }) => {
  await query(ctx.em, 'select text as found_kyc from noted where text = ?', [userId]);
  return { status: 'APPROVED' as const, level: 1 };
});

let heard = 0;
const onUserRegistered = defineConsumer('heard', userRegistered, async (ctx: Context) => {
  await query(ctx.em, 'select 1 as heard');
  heard += 1;
});

let collector: Collector;
let broker: FreshNats;
let signing: CryptoKeyPair;
let supergraphFile: string;
const folder = mkdtempSync(join(tmpdir(), 'croupier-tracing-'));
const databases: FreshDatabase[] = [];

beforeAll(async () => {
  [collector, broker, signing] = await Promise.all([
    aCollector(),
    freshNats(),
    generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true }) as Promise<CryptoKeyPair>,
  ]);
  const parts = await Promise.all(
    Object.entries(PARTS).map(async ([name, each]) => ({
      name,
      url: 'http://x',
      sdl: (await buildSubgraph(each)).sdl,
    })),
  );
  supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeSupergraph(parts).supergraphSdl);
  await liveOnce();
});
afterAll(async () => {
  await Promise.all([collector.stop(), broker.stop(), ...databases.map((each) => each.drop())]);
  rmSync(folder, { recursive: true });
});

async function startRoom(name: 'users' | 'payments', tracing: Record<string, string>): Promise<RunningSubgraph> {
  const database = await freshEmptyDatabase(name);
  databases.push(database);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  for (const sql of [...KIT_TABLES, 'create table noted (text text not null)']) await owner.query(sql);
  await owner.end();
  const config = subgraphConfig.parse({
    PORT: 0,
    DATABASE_URL: database.appUrl,
    NATS_URL: broker.natsUrl(name),
    GATEWAY_VERIFY_KEY: JSON.stringify(await exportJWK(signing.publicKey)),
    LOG_LEVEL: 'error',
    ...tracing,
  });
  const orm = ormOptions(database.appUrl, { entities: [], moduleUrl: import.meta.url });
  const messages = name === 'users' ? { answers: [answerKyc as never] } : { consumers: [onUserRegistered as never] };
  return startSubgraph({ name, config, orm, parts: PARTS[name], messages });
}

const OUTSIDE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const UNKEPT = `00-${'c'.repeat(32)}-${'b'.repeat(16)}-00`;
/** What one house was seen to do: what was gathered is sent when it stops. */
let apolloTrace: Trace;
let unsigned: Response;
let told: { traceparent: string | null }[];

async function liveOnce(): Promise<void> {
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACEPARENT_FROM_OUTSIDE: '1', APOLLO_TRACES: '1' };
  const [users, payments] = await Promise.all([startRoom('users', all), startRoom('payments', all)]);
  // The first connection looks whether its database is there.
  await Promise.all([users, payments].map(({ url }) => fetch(`${url}/readyz`)));
  const config = gatewayConfig.parse({
    PORT: 0,
    NATS_URL: broker.natsUrl('gateway'),
    GATEWAY_SIGNING_KEY: JSON.stringify(await exportJWK(signing.privateKey)),
    USERS_URL: users.url,
    PAYMENTS_URL: payments.url,
    LOG_LEVEL: 'error',
    ...all,
  });
  const gateway = await startHouseGateway(config, supergraphFile);
  const withTrace = { 'apollo-federation-include-trace': 'ftv1' };
  try {
    await askPerson(gateway, { traceparent: OUTSIDE, tracestate: 'x='.padEnd(4_000, 'y') });
    expect((await askPerson(gateway, { traceparent: UNKEPT })).extensions).toBeUndefined();
    const { extensions } = await askPerson(gateway, { traceparent: UNKEPT, ...withTrace });
    apolloTrace = Trace.decode(Buffer.from(extensions!.ftv1, 'base64'));
    const headers = { 'content-type': 'application/json', ...withTrace };
    unsigned = await fetch(`${users.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
    told = await query(users.makeContext().em, 'select traceparent from outbox order by id');
    await eventually(() => expect(heard).toBe(3));
  } finally {
    await gateway.stop();
    await Promise.all([users.stop(), payments.stop()]);
  }
}

/** The body comes when the request has begun: whatever reads it must not lose the trace. */
async function askPerson(
  gateway: RunningGateway,
  headers: Record<string, string>,
): Promise<{ extensions?: { ftv1: string } }> {
  const body = JSON.stringify({
    query: 'query Who($id: ID!) { person(id: $id) { id kyc } }',
    variables: { id: SECRET },
  });
  const sent = request(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', expect: '100-continue', ...headers },
  });
  sent.once('continue', () => sent.end(body)).flushHeaders();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = (await json(response)) as { data: object; extensions?: { ftv1: string } };
  expect(answer.data).toEqual({ person: { id: SECRET, kyc: 'APPROVED' } });
  return answer;
}

/** `service name` of a span and of those above it, the highest first. */
function lineOf(span: CollectedSpan): string[] {
  const above = collector.spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(above ? lineOf(above) : []), `${span.service} ${span.name}`];
}

test('a query is one trace, from the gateway through two subgraphs to SQL, a request over NATS and an event that is heard', () => {
  const spans = collector.spans.filter(({ traceId }) => traceId === 'a'.repeat(32));
  const lines = spans.map((span) => lineOf(span).join(' > ')).sort();
  const top = 'gateway query Who';
  const users = [top, 'gateway fetch users', 'users graph Who__users__0'];
  const payments = [top, 'gateway fetch payments', 'payments graph Who__payments__1'];
  const answer = [...payments, 'payments ask ask.users.kyc_status.v1', 'users answer ask.users.kyc_status.v1'];
  const hear = [...users, 'payments hear users.user_registered.v1'];
  expect(lines).toEqual(
    [
      [top],
      [top, 'gateway parse and validate'],
      [top, 'gateway plan'],
      users.slice(0, 2),
      users,
      ...['users SELECT', 'users INSERT', 'users SELECT'].map((statement) => [...users, statement]),
      hear,
      ...['payments INSERT', 'payments SELECT'].map((statement) => [...hear, statement]),
      payments.slice(0, 2),
      payments,
      answer.slice(0, 4),
      answer,
      [...answer, 'users SELECT'],
    ]
      .map((line) => line.join(' > '))
      .sort(),
  );
  expect(spans.find(({ name }) => name === 'query Who')!.parentSpanId).toBe('b'.repeat(16));
  const statements = spans.map(({ attributes }) => String(attributes['db.query.text'] ?? ''));
  expect(statements.filter((text) => text.includes('found_')).sort()).toEqual(
    ['found_kyc', 'found_person'].map((name) => `select text as ${name} from noted where text = ?`),
  );
  expect(collector.text()).not.toContain(SECRET);
});

test('of what is not kept nothing is sent, by nobody, and nothing is written into the outbox', () => {
  expect(collector.spans.filter(({ traceId }) => traceId === 'c'.repeat(32))).toEqual([]);
  expect(told).toEqual([{ traceparent: expect.stringContaining('a'.repeat(32)) as string }, ...[0, 1].map(() => ({ traceparent: null }))]); // prettier-ignore
});

test('Apollo’s trace has what subgraphs tell of their resolvers under the fetches of the plan', () => {
  const [first, second] = apolloTrace.queryPlan!.sequence!.nodes!;
  const person = first!.fetch!;
  expect([person.serviceName, person.traceParsingFailed]).toEqual(['users', false]);
  expect(person.trace!.root!.child).toMatchObject([{ responseName: 'person', parentType: 'Query', type: 'Person' }]);
  const { responsePath, node } = second!.flatten!;
  expect(responsePath).toMatchObject([{ fieldName: 'person' }]);
  expect(node!.fetch!.serviceName).toBe('payments');
  const [entities] = node!.fetch!.trace!.root!.child!;
  expect(entities!.responseName).toBe('_entities');
  const [kyc] = entities!.child![0]!.child!;
  expect(kyc).toMatchObject({ responseName: 'kyc', parentType: 'Person', type: 'String' });
  // It asked users over NATS.
  expect(Number(kyc!.endTime) - Number(kyc!.startTime)).toBeGreaterThan(100_000);
  expect(Number(node!.fetch!.sentTimeOffset)).toBeGreaterThan(Number(person.sentTimeOffset));
  expect(apolloTrace.durationNs).toBeGreaterThan(Number(node!.fetch!.sentTimeOffset));
});

test('a subgraph tells its resolvers’ times to nobody but the gateway', async () => {
  expect(unsigned.status).toBe(401);
  expect(await unsigned.text()).not.toContain('ftv1');
});
