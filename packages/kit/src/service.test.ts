import { exportJWK, generateKeyPair } from 'jose';
import { createClient } from 'graphql-ws';
import { Arg, Args, Field, Int, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  Allow,
  buildSubgraph,
  DateTime,
  Decimal,
  Forbidden,
  IDENTITY_HEADER,
  identitySigner,
  ormOptions,
  PageArgs,
  rowsToRead,
  startSubgraph,
  subgraphConfig,
  type Identity,
  type RunningSubgraph,
} from './index.ts';
import { toyRoom } from './testing/toy-room.testing.ts';

@ObjectType({ description: 'A toy' })
class Toy {
  @Field(() => Int, { description: 'How often contexts were made before it was read' })
  number!: number;
}

let contexts = 0;

@Resolver(() => Toy)
class ToyResolver {
  @Allow('anyone')
  @Query(() => Toy, { nullable: true, description: 'Anybody may' })
  open(): Toy {
    return { number: 1 };
  }

  @Allow('FINANCE', 'ADMIN')
  @Query(() => Toy, { nullable: true, description: 'Staff may' })
  staff(): Toy {
    return { number: 2 };
  }

  @Allow('signed-in')
  @Query(() => Toy, { nullable: true, description: 'A refusal of a use case' })
  refused(): Toy {
    throw new Forbidden('not yours');
  }

  @Allow('anyone')
  @Query(() => Toy, { nullable: true, description: 'A bug' })
  bug(): Toy {
    throw new TypeError('password=hunter2');
  }

  @Allow('anyone')
  @Query(() => Int, { nullable: true, description: 'A page' })
  page(@Args(() => PageArgs) args: PageArgs): number {
    return rowsToRead(args);
  }

  @Allow('anyone')
  @Query(() => Int, { nullable: true, description: 'Scalars of our own' })
  scalars(
    @Arg('amount', () => Decimal, { nullable: true }) _amount: string | null,
    @Arg('at', () => DateTime, { nullable: true }) _at: Date | null,
  ): number {
    return 1;
  }

  @Allow('signed-in')
  @Subscription(() => Toy, {
    description: 'Two toys, then a failing source',
    subscribe: async function* () {
      yield { number: 1 };
      yield { number: 2 };
      throw new TypeError('the source broke');
    } as never,
  })
  toys(@Root() toy: Toy): Toy {
    contexts += 1;
    return toy;
  }
}

@Resolver()
class CarelessResolver {
  @Query(() => Int, { nullable: true, description: 'Nobody said who may' })
  careless(): number {
    return 1;
  }
}

describe('a subgraph', () => {
  let room: Awaited<ReturnType<typeof toyRoom>>;
  let subgraph: RunningSubgraph;
  let sign: (identity: Identity) => Promise<string>;
  const player: Identity = { kind: 'user', userId: 'u', roles: ['PLAYER'], sessionId: 's' };

  beforeAll(async () => {
    room = await toyRoom();
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    sign = await identitySigner((await exportJWK(privateKey)) as JsonWebKey);
    const config = subgraphConfig.parse({
      PORT: '0',
      DATABASE_URL: room.database.appUrl,
      NATS_URL: room.broker.natsUrl('users'),
      GATEWAY_VERIFY_KEY: JSON.stringify(await exportJWK(publicKey)),
      LOG_LEVEL: 'error',
    });
    subgraph = await startSubgraph({
      name: 'users',
      config,
      orm: ormOptions(room.database.appUrl, { entities: [], moduleUrl: import.meta.url }),
      parts: { resolvers: [ToyResolver] },
    });
  });
  afterAll(async () => {
    await subgraph.stop();
    await room.close();
  });

  const ask = async (query: string, identity: Identity | string | null) => {
    const token = identity === null ? null : typeof identity === 'string' ? identity : await sign(identity);
    const response = await fetch(`${subgraph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { [IDENTITY_HEADER]: token } : {}) },
      body: JSON.stringify({ query }),
    });
    return {
      status: response.status,
      body: (await response.json()) as {
        data?: Record<string, unknown>;
        errors?: { message: string; extensions: { code: string } }[];
      },
    };
  };

  it('refuses whatever the gateway did not sign', async () => {
    expect((await ask('{ open { number } }', null)).status).toBe(401);
    expect((await ask('{ open { number } }', 'eyJhbGciOiJub25lIn0.e30.')).status).toBe(401);
    expect((await ask('{ open { number } }', { kind: 'anonymous' })).body.data).toEqual({ open: { number: 1 } });
  });

  it('asks who it is before a field is looked up', async () => {
    const code = async (query: string, identity: Identity) =>
      (await ask(query, identity)).body.errors?.[0]?.extensions.code;
    expect(await code('{ staff { number } }', { kind: 'anonymous' })).toBe('UNAUTHENTICATED');
    expect(await code('{ staff { number } }', player)).toBe('FORBIDDEN');
    expect(await code('{ staff { number } }', { ...player, roles: ['FINANCE'] })).toBeUndefined();
    expect(await code('{ refused { number } }', { kind: 'partner', keyId: 'k', scopes: [] })).toBe('FORBIDDEN');
  });

  it('tells refusals with their code and masks bugs', async () => {
    const { body } = await ask('{ refused { number } bug { number } page(first: 101) }', player);
    const byCode = Object.fromEntries((body.errors ?? []).map((error) => [error.extensions.code, error.message]));
    expect(byCode).toMatchObject({
      FORBIDDEN: 'not yours',
      INTERNAL_ERROR: 'Something went wrong',
      BAD_USER_INPUT: 'first is 1 to 100',
    });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(JSON.stringify(body)).not.toContain('stacktrace');
  });

  it.each([
    'amount: "-1.00"',
    'amount: 1.5',
    'amount: "1e2"',
    'amount: ""',
    'at: "garbage"',
    'at: 5',
    'at: "2026-02-30T00:00:00Z"',
  ])('calls the literal %s bad input, as it does a variable', async (literal) => {
    const { body } = await ask(`{ scalars(${literal}) }`, player);
    expect(body.errors?.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  it('describes its root types', async () => {
    const { sdl } = await buildSubgraph({ resolvers: [ToyResolver] });
    for (const root of ['Query', 'Subscription']) expect(sdl).toMatch(new RegExp(`"""\\n?.+\\n?"""\\ntype ${root} `));
  });

  it('ends a subscription whose source broke with an error, and keeps the socket for the others', async () => {
    const token = await sign(player);
    const client = createClient({
      url: `${subgraph.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { identity: token },
      lazy: false,
      retryAttempts: 0,
    });
    const collect = async () => {
      const results: unknown[] = [];
      for await (const result of client.iterate({
        query: 'subscription { toys { number } }',
        extensions: { identity: token },
      }))
        results.push(result);
      return results;
    };
    const results = await collect();
    expect(results).toHaveLength(3);
    expect(results[1]).toMatchObject({ data: { toys: { number: 2 } } });
    expect(results[2]).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_ERROR' } }] });
    expect(JSON.stringify(results[2])).not.toContain('the source broke');
    expect(await collect()).toHaveLength(3);
    expect(contexts).toBe(4);
    await client.dispose();
  });

  it('does not open a socket to a stranger', async () => {
    const client = createClient({
      url: `${subgraph.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { identity: 'nobody' },
      retryAttempts: 0,
    });
    const first = client.iterate({ query: 'subscription { toys { number } }' }).next();
    await expect(first).rejects.toMatchObject({ code: 4403 });
  });

  it('does not start while a root field says nothing about who may use it', async () => {
    await expect(buildSubgraph({ resolvers: [CarelessResolver] })).rejects.toThrow(
      'Query.careless needs exactly one @Allow',
    );
  });

  it('says that it is healthy, ready and what it measures', async () => {
    for (const path of ['healthz', 'readyz', 'metrics'])
      expect((await fetch(`${subgraph.url}/${path}`)).status).toBe(200);
  });
});
