import { eventually } from '@croupier/testkit';
import { describe, expect, it } from 'vitest';
import { createPartner } from '../../packages/sdk/src/index.ts';
import { house } from '../src/house.ts';

describe('a partner reads the catalogue', () => {
  const at = house();
  const get = async <Answer>(path: string, key: string | null = 'demo-partner-key') => {
    const response = await fetch(`${at.gateway}/partner/v1${path}`, { headers: key ? { 'x-api-key': key } : {} });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const graph = async <Data>(query: string) => {
    const response = await fetch(`${at.gateway}/partner/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'demo-partner-key' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: Data; errors?: unknown[] };
  };

  it('every address of openapi.json answers, and games say the same over REST and over the graph', async () => {
    const { body: document } = await get<{ paths: Record<string, object> }>('/openapi.json', null);
    const addresses = Object.keys(document.paths);
    expect(addresses).toContain('/games/{slug}');
    for (const path of addresses.map((each) => each.replace('{slug}', 'dice')))
      expect([path, (await get(path)).status]).toEqual([path, 200]);
    const { data } = await graph<{ games: { edges: { node: object }[] } }>(
      '{ games(first: 1, filter: { provider: "sandbox" }) { edges { node { slug title(locale: "ru") provider { name } } } } }',
    );
    const { body } = await get<{ edges: { node: object }[] }>('/games?first=1&provider=sandbox&locale=ru');
    expect(body.edges[0]!.node).toMatchObject(data!.games.edges[0]!.node);
    expect(await get('/games?first=101')).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
  });

  it('the SDK is told the same by the running gateway, refusals included', async () => {
    const partner = createPartner({ url: at.gateway, key: 'demo-partner-key' });
    const { edges, pageInfo } = await partner.games({ first: 2, provider: 'sandbox' });
    expect([edges.length, pageInfo.hasNextPage]).toEqual([2, true]);
    const { slug } = edges[0]!.node;
    expect(await partner.game({ slug })).toMatchObject({ slug, provider: { name: 'sandbox', kind: 'STUDIO' } });
    expect((await partner.paymentMethods({ kind: 'DEPOSIT' })).every(({ kind }) => kind === 'DEPOSIT')).toBe(true);
    expect((await partner.providers()).map(({ name }) => name)).toContain('sandbox');
    expect(Array.isArray(await partner.categories())).toBe(true);
    await expect(partner.game({ slug: 'no-such-game' })).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    const stranger = createPartner({ url: at.gateway, key: 'another' });
    await expect(stranger.games()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('an admin makes a key and revokes it: it opens the catalogue, and nothing else, in between', async () => {
    const { signInAsDemo: session } = await at.graph.ask<{ signInAsDemo: { accessToken: string } }>(
      'mutation { signInAsDemo(input: { name: "Olga" }) { accessToken } }',
    );
    const olga = at.graph.as(session.accessToken);
    const { createPartnerKey: made } = await olga.ask<{ createPartnerKey: { id: string; key: string } }>(
      'mutation { createPartnerKey(input: { name: "Affiliate", scopes: ["catalogue"] }) { id key } }',
    );
    expect((await get('/categories', `${made.key}x`)).status).toBe(401);
    expect((await get('/categories', made.key)).status).toBe(200);
    expect(await get('/payment-methods', made.key)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    await olga.ask(`mutation { revokePartnerKey(input: { id: "${made.id}" }) { id } }`);
    await eventually(async () => expect((await get('/categories', made.key)).status).toBe(401));
  });
});
