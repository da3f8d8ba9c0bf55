/** The promises that every adapter keeps, whatever its PSP speaks. A new one adds its examples to `ADAPTERS`. */
import { randomUUID } from 'node:crypto';
import { parseAmount } from '@croupier/contracts';
import { BadUserInput, ProviderUnavailable } from '@croupier/kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf, nowSeconds, signWebhook, startPsp, type TestPsp, v1 } from '../testing/psp.testing.ts';
import { type PaymentProvider, type ProviderPayment, ProviderRefused } from './provider.ts';
import { sandbox } from './sandbox/sandbox.provider.ts';
import { stripeVector } from './sandbox/stripe.examples.ts';
import { stripeSignatureHolds } from './sandbox/stripe-signature.ts';
import { BadSignature } from './signature.errors.ts';

const ADAPTERS: {
  name: string;
  open: (url: string) => PaymentProvider;
  sign: (body: string) => Record<string, string>;
}[] = [
  {
    name: 'sandbox',
    open: (url) => sandbox({ url, apiKey: 'sk_sandbox', webhookSecret: 'whsec_sandbox' }),
    sign: (body) => ({ 'stripe-signature': signWebhook(body) }),
  },
];

describe.each(ADAPTERS)('$name', ({ name, open, sign }) => {
  let psp: TestPsp;
  let provider: PaymentProvider;
  beforeAll(async () => {
    psp = await startPsp();
    provider = open(psp.url);
  });
  afterAll(async () => {
    await provider.close();
    await psp.stop();
  });
  const wanted = (change: Partial<ProviderPayment> = {}): ProviderPayment => ({
    paymentId: randomUUID(),
    kind: 'DEPOSIT',
    methodId: 'm',
    amount: '25.00',
    currency: 'EUR',
    destination: null,
    returnUrl: 'http://localhost:3000/wallet',
    ...change,
  });

  test('it has the name of its folder and methods whose ranges are exact amounts', () => {
    expect(provider.name).toBe(name);
    for (const { range } of provider.methods) {
      for (const [currency, { min, max }] of Object.entries(range))
        expect(parseAmount(min, currency)).toBeLessThan(parseAmount(max, currency));
    }
  });

  test('making a payment again makes it once and answers alike', async () => {
    const payment = wanted();
    const first = await provider.createPayment(payment);
    expect(await provider.createPayment(payment)).toEqual(first);
    expect(first.redirectUrl).toMatch(/^http/);
    expect(await provider.fetchPayment(first.id)).toMatchObject({
      status: 'PENDING',
      amount: '25.00',
      currency: 'EUR',
    });
  });

  test('the same payment with another amount is refused for good', async () => {
    const payment = wanted();
    await provider.createPayment(payment);
    await expect(provider.createPayment({ ...payment, amount: '26.00' })).rejects.toThrow(ProviderRefused);
  });

  test.each(['DOWN', 'DEAF'] as const)('a PSP that is %s leaves open what happened', async (mood) => {
    psp.mood = mood;
    await expect(provider.createPayment(wanted())).rejects.toThrow(ProviderUnavailable);
    psp.mood = 'WELL';
  });

  test('a genuine webhook is translated, unknown fields and events are let pass', () => {
    const paymentId = randomUUID();
    const read = (body: string) => provider.verifyWebhook(sign(body), Buffer.from(body), new Date());
    const body = JSON.stringify({
      ...(JSON.parse(eventOf({ id: paymentId }, 'payment.succeeded', 'e1')) as object),
      some_fake_key: 1,
    });
    expect(read(body)).toEqual({
      id: 'e1',
      outcome: { paymentId, result: 'SUCCEEDED', amount: '25.00', currency: 'EUR' },
    });
    expect(read(eventOf({ id: paymentId }, 'toString', 'e2'))).toEqual({ id: 'e2', outcome: null });
  });

  test('a webhook whose bytes were touched is refused before it is read', () => {
    const body = eventOf({ id: randomUUID() }, 'payment.succeeded');
    expect(() => provider.verifyWebhook(sign(body), Buffer.from(`${body} `), new Date())).toThrow(BadSignature);
    expect(() => provider.verifyWebhook({}, Buffer.from(body), new Date())).toThrow(BadSignature);
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"id":1,"type":"payment.failed"}',
    '{"id":"a\\u0000","type":"payment.failed"}',
    '{"id":"e","type":"payment.failed"}',
    '{"id":"e","type":"payment.failed","data":{"paymentId":"p","amount":25,"currency":"EUR"}}',
  ])('a signed but malformed body %s is refused', (body) => {
    expect(() => provider.verifyWebhook(sign(body), Buffer.from(body), new Date())).toThrow(BadUserInput);
  });
});

describe('Stripe’s scheme', () => {
  const { secret, timestamp, body } = stripeVector;
  const holds = (header: string | undefined, at: number = timestamp, sent: string = body) =>
    stripeSignatureHolds(secret, header, Buffer.from(sent), new Date(at * 1000));
  const right = stripeVector.v1;
  const wrong = 'f'.repeat(64);

  test('the published vector holds', () => expect(holds(`t=${timestamp},v1=${right}`)).toBe(true));
  test.each([
    ['any v1 counts, before', `t=${timestamp},v1=${right},v1=${wrong}`],
    ['any v1 counts, after', `t=${timestamp},v1=${wrong},v1=${right}`],
    ['v0 is passed over', `t=${timestamp},v0=${wrong},v1=${right}`],
    ['blanks between the parts', `t=${timestamp}, v1=${right}`],
  ])('%s', (_what, header) => expect(holds(header)).toBe(true));
  test.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['v0 alone', `t=${timestamp},v0=${right}`],
    ['no time', `v1=${right}`],
    ['a repeated time', `t=${timestamp},t=${timestamp},v1=${right}`],
    ['a repeated time behind a blank', `t=${timestamp}, t=${timestamp - 1},v1=${right}`],
    ['another time', `t=${timestamp + 1},v1=${right}`],
    ['a time in another notation', `t=17e8,v1=${v1(body, '17e8', secret)}`],
    ['a signed time', `t=+${timestamp},v1=${v1(body, `+${timestamp}`, secret)}`],
    ['a short signature', `t=${timestamp},v1=${right.slice(0, 62)}`],
    ['an upper-case one', `t=${timestamp},v1=${right.toUpperCase()}`],
    ['another secret', `t=${timestamp},v1=${v1(body, timestamp, 'whsec_other')}`],
    ['far too many parts', `t=${timestamp},${'v1=x,'.repeat(40)}v1=${right}`],
  ])('refused: %s', (_what, header) => expect(holds(header)).toBe(false));
  test('300 s either way, not one more', () => {
    const header = `t=${timestamp},v1=${right}`;
    expect([-301, -300, 0, 300, 301].map((seconds) => holds(header, timestamp + seconds))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(nowSeconds()).toBeGreaterThan(timestamp);
  });
});
