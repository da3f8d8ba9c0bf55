import { randomBytes } from 'node:crypto';
import { type CollectedSpan, eventually } from '@croupier/testkit';
import { expect, it } from 'vitest';
import { house } from '../src/house.ts';
import { Studio } from '../src/studio.ts';

interface DemoPlayer {
  userId: string;
  accessToken: string;
  sessionToken: string;
  gameId: string;
}
type Traced = CollectedSpan & { line: string[] };

it('a bet is followed from its callback through games, NATS and the ledger to the frame on a screen', async () => {
  const at = house();
  const [line] = at.demo('players', '1', '--balance', '10.00', '--currency', 'EUR');
  const { userId, accessToken, sessionToken, gameId } = JSON.parse(line!) as DemoPlayer;
  const screen = at.graph
    .as(accessToken)
    .follow('subscription Screen { balanceChanged { wallet { version owner { displayName } } } }');
  await eventually(() => expect(screen.received).toHaveLength(1));

  const traceId = randomBytes(16).toString('hex');
  const bet = { playerId: userId, sessionToken, gameId, transactionId: `traced-${traceId}`, roundId: 'traced' };
  const answer = await new Studio(at.gateway).call(
    'bet',
    { ...bet, amount: '1.00', currency: 'EUR' },
    { traceparent: `00-${traceId}-${'b'.repeat(16)}-01` },
  );
  expect(answer.status).toBe(200);
  await eventually(() => expect(screen.received).toHaveLength(2));

  const { answered, batch, relay, lines } = await eventually(async () => {
    const spans = withLines((await (await fetch(at.collector)).json()) as CollectedSpan[]);
    const forWork = (name: string, trace: string) =>
      spans.find((span) => span.name === name && span.links?.some((link) => link.traceId === trace))!;
    const batch = forWork('ledger batch', traceId);
    const relay = forWork('relay', batch.traceId);
    const traces = new Set([traceId, batch.traceId, relay.traceId]);
    const story = spans.filter((span) => traces.has(span.traceId));
    const lines = story.map(({ line }) => line.join(' > '));
    expect(lines.filter((line) => line.includes('users graph'))).toHaveLength(1);
    return { answered: story.find(({ name }) => name.startsWith('answer'))!, batch, relay, lines };
  });
  await screen.close();

  const callback = 'gateway POST /providers/:provider/:operation > games POST /providers/:provider/:operation';
  const asked = `${callback} > games ask ask.wallet.commands.v1.games > wallet answer ask.wallet.commands.v1.games`;
  const event = 'wallet relay > gateway event Screen';
  expect(lines).toEqual(
    expect.arrayContaining([
      asked,
      ...['wallet ledger batch > wallet lock and read', 'wallet ledger batch > wallet COMMIT'],
      ...['wallet relay > wallet event Screen__wallet__0', event, `${event} > gateway frame`],
      `${event} > gateway fetch users > users graph Screen__users__1`,
    ]),
  );
  // Each was done for what it is linked to, and for nothing else.
  expect(batch).toMatchObject({ attributes: { 'ledger.commands': 1 }, links: [spanOf(answered)] });
  expect(relay.links).toMatchObject([spanOf(batch)]);
});

const spanOf = ({ traceId, spanId }: CollectedSpan) => ({ traceId, spanId });

/** Each with `service name` of itself and of those above it, the highest first. */
function withLines(spans: CollectedSpan[]): Traced[] {
  const lineOf = (span: CollectedSpan): string[] => {
    const above = spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [...(above ? lineOf(above) : []), `${span.service} ${span.name}`];
  };
  return spans.map((span) => ({ ...span, line: lineOf(span) }));
}
