import type { MethodOffer } from '../provider.ts';

/** The smallest is the currency's unit: whoever tries the platform out is not held up by it. */
const range: MethodOffer['range'] = {
  EUR: { min: '0.01', max: '100000.00' },
  USD: { min: '0.01', max: '100000.00' },
  GBP: { min: '0.01', max: '100000.00' },
  PLN: { min: '0.01', max: '500000.00' },
  SEK: { min: '0.01', max: '1000000.00' },
  RUB: { min: '0.01', max: '10000000.00' },
  JPY: { min: '1', max: '15000000' },
  BTC: { min: '0.00000001', max: '2.00000000' },
  USDT: { min: '0.000001', max: '100000.000000' },
  TON: { min: '0.000000001', max: '900.000000000' },
};

export const sandboxMethods: MethodOffer[] = [
  { id: 'sandbox-card', kind: 'DEPOSIT', title: 'Sandbox card', range },
  { id: 'sandbox-bank', kind: 'WITHDRAWAL', title: 'Sandbox bank account', range },
];
