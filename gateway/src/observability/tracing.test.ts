import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { askKycStatus } from '@croupier/contracts';
import {
  Allow,
  buildSubgraph,
  type Context,
  defineAnswer,
  KIT_TABLES,
  ormOptions,
  query,
  type RunningSubgraph,
  startSubgraph,
  subgraphConfig,
  type SubgraphParts,
} from '@croupier/kit';
import { freshEmptyDatabase, type FreshDatabase, freshNats, type FreshNats } from '@croupier/testkit';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { gatewayConfig } from '../config.ts';
import { aCollector, type CollectedSpan, type Collector } from '../fixtures/a-collector.ts';
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
});
beforeEach(() => void (collector.spans.length = 0));
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
  const messages = name === 'users' ? { answers: [answerKyc as never] } : {};
  return startSubgraph({ name, config, orm, parts: PARTS[name], messages });
}

/** Runs `work` with a house that traces as it is told; what was gathered is sent when it stops. */
async function withHouse(tracing: Record<string, string>, work: (gateway: RunningGateway) => Promise<void>) {
  const all = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...tracing };
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
  await work(gateway).finally(async () => {
    await gateway.stop();
    await Promise.all([users.stop(), payments.stop()]);
  });
}

const OUTSIDE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
/** The body comes when the request has begun: whatever reads it must not lose the trace. */
async function askPerson(gateway: RunningGateway, headers: Record<string, string> = {}): Promise<void> {
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
  expect(await json(response)).toEqual({ data: { person: { id: SECRET, kyc: 'APPROVED' } } });
}

/** `service name` of a span and of those above it, the highest first. */
function lineOf(span: CollectedSpan): string[] {
  const above = collector.spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(above ? lineOf(above) : []), `${span.service} ${span.name}`];
}

test('a query is one trace, from the gateway through two subgraphs to SQL and a request over NATS', async () => {
  await withHouse({}, async (gateway) => {
    await askPerson(gateway, { traceparent: OUTSIDE, tracestate: 'x='.padEnd(4_000, 'y') });
  });
  const spans = collector.spans.filter(({ name }) => !name.startsWith('GET'));
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(spans[0]!.traceId).not.toBe('a'.repeat(32));
  const top = 'gateway query Who';
  const payments = [top, 'gateway fetch payments', 'payments graph Who__payments__1'];
  const answer = [...payments, 'payments ask ask.users.kyc_status.v1', 'users answer ask.users.kyc_status.v1'];
  const lines = spans.map((span) => lineOf(span).join(' > ')).sort();
  expect(lines).toEqual(
    [
      [top],
      [top, 'gateway parse and validate'],
      [top, 'gateway plan'],
      [top, 'gateway fetch users'],
      [top, 'gateway fetch users', 'users graph Who__users__0'],
      [top, 'gateway fetch users', 'users graph Who__users__0', 'users SELECT'],
      payments.slice(0, 2),
      payments,
      answer.slice(0, 4),
      answer,
      [...answer, 'users SELECT'],
    ]
      .map((line) => line.join(' > '))
      .sort(),
  );
  const statements = spans
    .map(({ attributes }) => attributes['db.query.text'])
    .filter(Boolean)
    .sort();
  expect(statements).toEqual(
    ['found_kyc', 'found_person'].map((name) => `select text as ${name} from noted where text = ?`),
  );
  expect(collector.text()).not.toContain(SECRET);
}, 30_000);

test('where it is configured a request goes on with the trace that it came with', async () => {
  await withHouse({ TRACEPARENT_FROM_OUTSIDE: '1' }, (gateway) => askPerson(gateway, { traceparent: OUTSIDE }));
  const top = collector.spans.find(({ name }) => name === 'query Who')!;
  expect(top).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) });
}, 30_000);

test('what is not sampled is not sent, by nobody, and not because a stranger asks for it', async () => {
  await withHouse({ OTEL_TRACES_SAMPLER_ARG: '0' }, async (gateway) => {
    for (let time = 0; time < 3; time++) await askPerson(gateway, { traceparent: OUTSIDE });
  });
  expect(collector.spans).toEqual([]);
}, 30_000);
