import { generateKeyPairSync } from 'node:crypto';
import { REFUSALS } from '@croupier/contracts';
import { describe, expect, test } from 'vitest';
import { MalformedCall, type RawCall } from '../../../providers/provider.ts';
import { betby } from './betby.dialect.ts';
import { at, calls, secret as recordedSecret } from './betby.examples.ts';
import { bookmakerKeys, otherKeys, secret, tokenBody } from './betby.program.testing.ts';

const raw = (operation: string, body: string): RawCall => ({
  ...{ path: `/providers/sports/${operation}`, operation, query: new URLSearchParams(), headers: {} },
  body: Buffer.from(body),
});
const transaction = { id: 't', ext_player_id: 'u', amount: 100, currency: 'EUR' };
const sent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));
const read = (operation: string, carried: object) => betby.read(raw(operation, tokenBody(carried)), 'sports');
const isBelieved = (body: string, key = secret, now = new Date()) => betby.isSigned(raw('bet_make', body), key, now);

describe('as it was recorded', () => {
  test.each(calls)('$operation $means.outcome', ({ operation, body, means, outcome, answer }) => {
    const call = raw(operation, body);
    expect(betby.isSigned(call, recordedSecret, at)).toBe(true);
    const understood = betby.read(call, 'sports');
    expect(understood).toEqual(means);
    const written = betby.write(outcome, understood);
    expect({ ...written, body: sent(written.body) }).toEqual(answer);
  });
});

describe('a token', () => {
  const carried = { transaction };

  test('is believed from RSA and P-256 keys, by the algorithm of the stored key', () => {
    expect(isBelieved(tokenBody(carried))).toBe(true);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsaSecret = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;
    expect(isBelieved(tokenBody(carried, { key: rsa.privateKey }), rsaSecret)).toBe(true);
    expect(isBelieved(tokenBody(carried, { key: rsa.privateKey }))).toBe(false);
    expect(isBelieved(tokenBody(carried), rsaSecret)).toBe(false);
  });

  test('that is forged, bare, of another key or algorithm, or of another time is not', () => {
    for (const header of [{ alg: 'none' }, { alg: 'HS256' }, { alg: 'RS256' }, { alg: null }, { crit: ['exp'] }])
      expect(isBelieved(tokenBody(carried, { header }))).toBe(false);
    expect(isBelieved(tokenBody(carried, { key: otherKeys.privateKey }))).toBe(false);
    for (const shiftMs of [-120_000, 120_000])
      expect(isBelieved(tokenBody(carried, { at: new Date(Date.now() + shiftMs) }))).toBe(false);
    for (const claims of [{ exp: undefined }, { exp: '9999999999' }, { iat: 'now' }])
      expect(isBelieved(tokenBody(carried, { claims }))).toBe(false);
    const [head, claims, signature] = (JSON.parse(tokenBody(carried)) as { payload: string }).payload.split('.');
    const other = (JSON.parse(tokenBody({ bet_transaction_id: 'x' })) as { payload: string }).payload.split('.')[1];
    for (const payload of [`${head}.${claims}.`, `${head}.${claims}`, `${head}.${other}.${signature}`, '', 7, null])
      expect(isBelieved(JSON.stringify({ payload }))).toBe(false);
    for (const body of ['', '{', '[]', '"x"', '{}']) expect(isBelieved(body)).toBe(false);
    expect(isBelieved(tokenBody(carried), 'no key at all')).toBe(false);
  });
});

test('what does not follow it is malformed', () => {
  const malformed: [string, object][] = [
    ...[-1, 0, 1.5, '100', null, 1e30, undefined].map((amount): [string, object] => [
      'bet_make',
      { transaction: { ...transaction, amount } },
    ]),
    ...['', 'a\u0000b', 'x'.repeat(256), 7, null].map((id): [string, object] => [
      'bet_make',
      { transaction: { ...transaction, id } },
    ]),
    ['bet_make', { transaction, betslip: { bets: [{ event_id: 'm', outcome_name: 'home', odds: '-1' }] } }],
    ['bet_make', { transaction, betslip: { bets: 'x' } }],
    ['bet_win', { transaction }],
    ['bet_win', { transaction: { ...transaction, amount: '9'.repeat(30) }, bet_transaction_id: 'b' }],
    ['bet_rollback', { transaction, bet_transaction_id: 'b' }],
    ['bet_discard', { transaction_id: 't' }],
    ['bet_commit', {}],
    ['identify', {}],
    ['identify', { token: 'x'.repeat(256) }],
    ['bet_cancel', { transaction }],
    ['constructor', { transaction }],
  ];
  for (const [operation, carried] of malformed)
    expect(() => read(operation, carried), JSON.stringify(carried)).toThrow(MalformedCall);
  const code = (operation: string, carried: object) => {
    try {
      return read(operation, carried);
    } catch (error) {
      return betby.refuseMalformed(error as MalformedCall);
    }
  };
  expect(code('bet_make', { transaction: { ...transaction, currency: 'XXX' } })).toMatchObject({
    body: { code: 2002 },
  });
  for (const bonus_type of [undefined, 'cashback', 'constructor'])
    expect(code('bet_make', { bonus_type, transaction: { ...transaction, bonus_id: 'b' } })).toMatchObject({
      body: { code: 3001 },
    });
  expect(code('bet_commit', {})).toMatchObject({ status: 400, body: { code: 2004 } });
});

test('no refusal is told as success, and each has a code', () => {
  for (const call of calls.map(({ means }) => means))
    for (const code of REFUSALS)
      expect(betby.write({ status: 'declined', code }, call)).toMatchObject({
        status: 400,
        body: { code: expect.any(Number) as number },
      });
});

test('its secret is a public key alone, of RSA or P-256, and readable', () => {
  const pem = { type: 'spki', format: 'pem' } as const;
  expect(betby.secretFault(secret)).toBeNull();
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export(pem) as string;
  const edwards = generateKeyPairSync('ed25519').publicKey.export(pem) as string;
  const own = bookmakerKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  for (const wrong of ['a-long-secret', own, `${secret}${own}`, small, edwards, secret.replace('M', '*')])
    expect(betby.secretFault(wrong), wrong).toEqual(expect.any(String));
});
