/** A jackpot's part of a stake or of a payout, as decimals of the currency; it is told, and moves no money. */
import { z } from 'zod';
import { MalformedCall } from './provider.ts';
import { decimalOfUnits, shortened, unitsIn } from './units.ts';

/** Contributions are finer than a currency's unit and are not cut off (igaming.md 1.3). */
export const JACKPOT_DIGITS = 12;
const SHARE = /^[0-9]{1,18}(\.[0-9]{1,12})?$/;

/** What a studio of our own dialect says. Throws MalformedCall. */
export function exactJackpot(field: string, text: string | undefined): { jackpot?: string } {
  if (text === undefined) return {};
  if (!SHARE.test(text)) throw new MalformedCall(`${field}: digits, with at most ${JACKPOT_DIGITS} after the point`);
  return isNothing(text) ? {} : { jackpot: shortened(text) };
}

/** What other styles say in units of so many digits, whole or broken. What cannot be read is left out: money does not wait for it. */
export function jackpotOfUnits(units: unknown, digits: number): { jackpot?: string } {
  const text = typeof units === 'number' && units >= 0 ? units.toFixed(JACKPOT_DIGITS - digits) : String(units);
  const [whole = '', fraction = ''] = text.split('.');
  if (!SHARE.test(text)) return {};
  const share = decimalOfUnits(BigInt(whole + fraction), digits + fraction.length);
  return isNothing(share) ? {} : { jackpot: share };
}

/** What a style says of several jackpots, each with its decimals under this name. What cannot be read is left out likewise. */
export function jackpotOfSeveral(jackpots: unknown, name: string): { jackpot?: string } {
  const said = z
    .array(z.object({ [name]: z.string().regex(SHARE) }))
    .max(50)
    .safeParse(jackpots);
  if (!said.success) return {};
  const pico = said.data.reduce((sum, each) => sum + unitsIn(each[name]!, JACKPOT_DIGITS), 0n);
  return pico === 0n ? {} : { jackpot: decimalOfUnits(pico, JACKPOT_DIGITS) };
}

const isNothing = (text: string): boolean => /^[0.]*$/.test(text);
