import { POLICIES, REFUSALS } from '@croupier/contracts';
import { describe, expect, test } from 'vitest';
import { recorded as evolution } from './evolution/evolution.examples.ts';
import { recorded as hub88 } from './hub88/hub88.examples.ts';
import { DIALECTS } from './index.ts';
import { MalformedCall, type Callback, type RawCall } from './provider.ts';
import type { Recorded, RecordedCall } from './recorded.ts';
import { recorded as softswiss } from './softswiss/softswiss.examples.ts';
import { decimalOf, unitsOf } from './units.ts';

const RECORDED: Record<string, Recorded> = { hub88, softswiss, evolution };
const rawOf = ({ operation, query = '', headers, body }: RecordedCall): RawCall => ({
  ...{ path: `/providers/studio/${operation}`, operation, query: new URLSearchParams(query) },
  ...{ headers, body: Buffer.from(body) },
});
const sent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

describe.each(Object.entries(RECORDED))('%s, as it was recorded', (name, { secret, calls }) => {
  const dialect = DIALECTS.get(name)!;
  test.each(calls)('$operation $body', (call) => {
    const raw = rawOf(call);
    expect(dialect.isSigned(raw, secret, new Date())).toBe(true);
    const callback = dialect.read(raw);
    expect(callback).toEqual(call.means);
    const { status, headers, body } = dialect.write(call.outcome, callback);
    expect({ status, ...(headers ? { headers } : {}), body: sent(body) }).toEqual(call.answer);
  });

  test('nothing else is believed', () => {
    const call = calls[1]!;
    const raw = rawOf(call);
    const query = new URLSearchParams('authToken=another');
    const forged: RawCall[] = [{ ...raw, headers: {}, query: new URLSearchParams() }];
    if (name === 'evolution') forged.push({ ...raw, query }, { ...raw, query: new URLSearchParams('authToken=') });
    else {
      const [header, signature] = Object.entries(call.headers)[0]!;
      forged.push({ ...raw, body: Buffer.from(`${call.body} `) }, { ...raw, body: Buffer.from(JSON.stringify({})) });
      for (const given of ['', 'x', `${signature}A`, signature.slice(2), ['a', 'b']])
        forged.push({ ...raw, headers: { [header]: given } });
    }
    for (const each of forged) expect(dialect.isSigned(each, secret, new Date())).toBe(false);
    for (const other of ['', '\n', 'another-secret-of-a-studio'])
      expect(dialect.isSigned(raw, other, new Date())).toBe(false);
    expect(dialect.refuseUnsigned().body).not.toHaveProperty('balance');
  });

  test('what does not follow it is malformed: no JSON, no object, nothing, an operation that nobody knows', () => {
    const raw = rawOf(calls[0]!);
    for (const body of ['', '{', '[]', 'null', '"x"', '{}', '['.repeat(100_000), Buffer.from([0x7b, 0xff, 0x7d])])
      expect(() => dialect.read({ ...raw, body: Buffer.from(body) })).toThrow(MalformedCall);
    expect(() => dialect.read({ ...raw, operation: 'jackpot' })).toThrow(MalformedCall);
  });

  test('every field that is understood must be there in its type, within its bounds', () => {
    for (const call of calls) {
      const raw = rawOf(call);
      for (const spoil of ['id', 'amount'])
        for (const body of spoilt(JSON.parse(call.body) as Record<string, unknown>, spoil))
          if (changesMeaning(call, body))
            expect(() => dialect.read({ ...raw, body: Buffer.from(body) }), body).toThrow(MalformedCall);
    }
  });
});

/** The body with each amount (or id of a transaction) made nonsense, one at a time. */
function spoilt(body: Record<string, unknown>, what: string): string[] {
  const fields =
    what === 'amount' ? ['amount', 'total_amount'] : ['transaction_uuid', 'action_id', 'issue_id', 'userId', 'user_id'];
  const bad =
    what === 'amount'
      ? [-1, '1e3', '', null, [], {}, true, 0.0000001, '0x10']
      : ['', 'a\u0000b', 'x'.repeat(256), '\ud800', {}, [], null];
  return fields.flatMap((field) => bad.map((value) => replaced(JSON.stringify(body), field, value)));
}
const replaced = (text: string, field: string, value: unknown): string =>
  text.replace(new RegExp(`"${field}":("[^"]*"|[0-9.]+)`), `"${field}":${JSON.stringify(value).replaceAll('$', '$$')}`);
// A rollback takes its bet's own amount: what a studio says of it is not looked at.
const changesMeaning = (call: RecordedCall, body: string): boolean =>
  body !== JSON.stringify(JSON.parse(call.body)) && !(call.operation === 'cancel' && body.includes('"id":"D-1"'));

describe.each([...DIALECTS])('%s, whatever became of a call', (name, dialect) => {
  const wallet = { walletId: 'w', currency: 'EUR', real: '9.00', bonus: '0.00', locked: '0.00', version: 2 };
  const play = { playerId: 'p', transactionId: 't', roundId: 'r', gameId: 'g', amount: '1.00', currency: 'EUR' };
  const win = {
    kind: 'win',
    requestId: 'q',
    ...play,
    betTransactionId: null,
    roundClosed: true,
    promotion: false,
  } as const;
  const asked: Callback[] = [
    { kind: 'authenticate', requestId: 'q', sessionToken: 's' },
    { kind: 'balance', requestId: null, sessionToken: 's' },
    { kind: 'bet', requestId: 'q', ...play, sessionToken: 's', free: false },
    win,
    { kind: 'rollback', requestId: 'q', playerId: 'p', transactionId: 't', betTransactionId: 'b' },
    { kind: 'end-round', requestId: 'q', playerId: 'p', roundId: 'r' },
    { kind: 'several', requestId: null, playerId: 'p', moves: [win] },
  ];

  test('has its row of policy', () => expect(dialect.policy).toEqual(POLICIES[name as keyof typeof POLICIES]));

  test('a refusal is never told as success, and what is not known to have happened is not told as done', () => {
    for (const callback of asked) {
      const ok = dialect.write({ status: 'OK', transactionIds: ['tx'], playerId: 'p', wallet }, callback);
      expect(ok.status).toBe(200);
      for (const code of [...REFUSALS.filter((each) => each !== 'CAP_REACHED'), 'ALREADY_EXISTS' as const]) {
        const refused = dialect.write({ status: 'REFUSED', code, playerId: 'p', wallet }, callback);
        expect([refused.status, refused.body.status]).not.toEqual([ok.status, ok.body.status]);
        expect(JSON.stringify(refused.body)).not.toContain('undefined');
      }
      const again = dialect.write({ status: 'TRY_AGAIN' }, callback);
      expect(again.status === 503 || again.body.retransmission === true).toBe(true);
      expect(again.body).not.toHaveProperty('balance');
      const stranger = { status: 'REFUSED', code: 'INVALID_TOKEN', playerId: null, wallet: null } as const;
      for (const told of ['balance', 'user', 'playerId', 'currency'])
        expect(dialect.write(stranger, callback).body).not.toHaveProperty(told);
    }
  });
});

test('balances in whole units and decimals are exact at any size, and rounded down', () => {
  expect(sent([unitsOf('99.99', 5), unitsOf('0.000000019', 5), unitsOf('0.10', 2), unitsOf('7', 0)])).toEqual([
    9999000, 0, 10, 7,
  ]);
  expect(JSON.stringify([unitsOf('900000000000000000.99', 5), decimalOf('900000000000000000.99', 6)])).toBe(
    '[90000000000000000099000,900000000000000000.990000]',
  );
  expect(sent([decimalOf('63727092.34', 6), decimalOf('0.999999999', 6), decimalOf('5', 6)])).toEqual([
    63727092.34, 0.999999, 5,
  ]);
});
