import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '@croupier/testkit';
import { describe, expect, it } from 'vitest';
import { house } from '../src/house.ts';
import { newPlayer } from '../src/people.ts';
import { Studio } from '../src/studio.ts';

describe('what strangers try at the public addresses', () => {
  const at = house();
  const stripe = (body: string, secret = 'whsec_sandbox', time = Math.floor(Date.now() / 1000)) =>
    `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
  const webhook = (body: string, signature: string | null) =>
    fetch(`${at.gateway}/webhooks/sandbox`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) },
      body,
    });

  it('a webhook with a bad signature credits nobody, and one that was replayed credits once', async () => {
    const player = await newPlayer(at.graph, at.mailbox);
    const { deposit } = await player.graph.ask<{ deposit: { id: string } }>(
      'mutation($input: DepositInput!) { deposit(input: $input) { id redirectUrl } }',
      {
        input: { methodId: 'sandbox-card', amount: { amount: '50.00', currency: 'EUR' }, idempotencyKey: 'one' },
      },
    );
    const body = JSON.stringify({
      id: `evt_${randomUUID()}`,
      type: 'payment.succeeded',
      created: Math.floor(Date.now() / 1000),
      data: { paymentId: deposit.id, amount: '50.00', currency: 'EUR' },
    });
    const real = async () =>
      (
        await player.graph.ask<{ me: { wallet: { real: { amount: string } } | null } }>(
          '{ me { wallet(currency: "EUR") { real { amount } } } }',
        )
      ).me.wallet?.real.amount;
    const old = Math.floor(Date.now() / 1000) - 301;
    for (const signature of [
      null,
      '',
      't=1',
      stripe(body, 'whsec_other'),
      stripe(`${body} `),
      stripe(body, 'whsec_sandbox', old),
      stripe(body).replace('v1=', 'v0='),
      `t=1,${stripe(body)}`,
    ]) {
      const { status } = await webhook(body, signature);
      expect(status, String(signature)).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(['0.00', undefined]).toContain(await real());
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => webhook(body, stripe(body))));
    expect(replies.map(({ status }) => Math.floor(status / 100))).toEqual([2, 2, 2, 2, 2]);
    await eventually(async () => expect(await real()).toBe('50.00'));
    expect((await webhook(body, stripe(body))).status).toBe(200);
    expect(await real()).toBe('50.00');
  });

  it('a callback with a wrong, a foreign or a stale signature is 401 and tells no balance', async () => {
    const [line] = at.demo('players', '1', '--balance', '10.00', '--currency', 'EUR');
    const player = JSON.parse(line!) as { userId: string; sessionToken: string; gameId: string };
    const bet = {
      sessionToken: player.sessionToken,
      playerId: player.userId,
      transactionId: `t-${randomUUID()}`,
      roundId: 'r',
      gameId: player.gameId,
      amount: '1.00',
      currency: 'EUR',
    };
    const studio = new Studio(at.gateway);
    const forged = await new Studio(at.gateway, 'sandbox', 'wrong').call('bet', bet);
    const stale = await studio.call('bet', bet, { 'x-timestamp': String(Math.floor(Date.now() / 1000) - 600) });
    for (const answer of [forged, stale]) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ status: 'INVALID_SIGNATURE' });
      expect(answer.body.balance).toBeUndefined();
    }
    expect((await new Studio(at.gateway, 'nobody').call('bet', bet)).status).toBe(404);
    expect((await studio.call('bet', { ...bet, amount: 1 })).status).toBe(400);
    expect(await studio.call('bet', bet)).toMatchObject({
      status: 200,
      body: { status: 'OK', balance: { real: '9.00' } },
    });
    const many = await Promise.all(Array.from({ length: 20 }, () => studio.call('bet', bet)));
    expect(new Set(many.map(({ body }) => `${body.status} ${body.balance?.real} ${body.transactionId}`)).size).toBe(1);
    expect(many[0]!.body.balance!.real).toBe('9.00');
    expect((await studio.call('bet', { ...bet, amount: '2.00' })).body.status).toBe('DUPLICATE_TRANSACTION');
  });

  it('a refresh token that is used twice ends the whole family within five seconds', async () => {
    const player = await newPlayer(at.graph, at.mailbox);
    const refresh = (refreshToken: string) =>
      at.graph.answer<{ refreshSession: { accessToken: string; refreshToken: string } }>(
        'mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken } }',
        { input: { refreshToken } },
      );
    const second = (await refresh(player.refreshToken)).data!.refreshSession;
    const fresh = player.graph.as(second.accessToken);
    expect(await fresh.refusal('{ me { id } }')).toBeNull();
    expect((await refresh(player.refreshToken)).errors[0]!.extensions!.code).toBe('TOKEN_REUSED');
    expect((await refresh(second.refreshToken)).errors).not.toEqual([]);
    await eventually(
      async () => expect((await fresh.answer<{ me: null }>('{ me { id } }')).data?.me ?? null).toBeNull(),
      { timeoutMs: 5_000 },
    );
  });

  it('the subgraphs answer nobody but the gateway, an admin with a token included', async () => {
    const olga = at.demo('token', 'Olga').at(-1)!;
    for (const url of Object.values(at.subgraphs)) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${olga}` },
        body: '{"query":"{ __typename }"}',
      });
      expect(response.status, url).toBe(401);
    }
  });

  it("another person's things are not shown, through any path", async () => {
    const [mine, theirs] = [await newPlayer(at.graph, at.mailbox), await newPlayer(at.graph, at.mailbox, 'Other')];
    await eventually(async () =>
      expect(
        (await theirs.graph.ask<{ me: { wallet: object | null } }>('{ me { wallet(currency: "EUR") { id } } }')).me
          .wallet,
      ).not.toBeNull(),
    );
    const { data } = await mine.graph.answer<Record<string, unknown>>(
      'query($id: ID!) { user(id: $id) { id email wallets { real { amount } } } }',
      { id: theirs.userId },
    );
    expect(JSON.stringify(data ?? {})).not.toContain(theirs.email);
    expect(JSON.stringify(data ?? {})).not.toContain('0.00');
    for (const [query, variables] of [
      ['query { users { edges { node { id } } } }', {}],
      ['query { auditLog { edges { node { id } } } }', {}],
      [
        'mutation($input: BlockUserInput!) { blockUser(input: $input) { id } }',
        { input: { userId: theirs.userId, reason: 'x' } },
      ],
      [
        'mutation($input: ReviewKycInput!) { reviewKyc(input: $input) { status } }',
        { input: { userId: mine.userId, decision: 'APPROVE', reason: 'me' } },
      ],
    ] as const) {
      expect(await mine.graph.refusal(query, variables)).toBe('FORBIDDEN');
    }
  });
});
