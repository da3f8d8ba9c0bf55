import { readFileSync } from 'node:fs';
import { type Rates, ratesOf } from './rates.ts';

/** The committed file of daily rates: EUR per unit, per day. An operator replaces it; a missing day uses the last known one. */
export function dailyRates(): Rates {
  const file = new URL('../../rates/eur-per-unit.json', import.meta.url);
  return ratesOf((JSON.parse(readFileSync(file, 'utf8')) as { days: Record<string, Record<string, string>> }).days);
}
