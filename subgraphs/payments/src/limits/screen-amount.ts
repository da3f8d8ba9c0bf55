import { parseAmount } from '@croupier/contracts';
import { BadUserInput } from '@croupier/kit';
import { AmountOutOfRange } from '../payments/payment.errors.ts';
import type { Providers } from '../providers/index.ts';
import type { MethodOffer } from '../providers/provider.ts';

/**
 * Finds the method and checks that it takes this amount (minor units). Throws BadUserInput (unknown method or of the other kind,
 * a currency that it does not take, below its smallest amount) and AmountOutOfRange (above its largest).
 */
export function screenAmount(
  providers: Providers,
  kind: MethodOffer['kind'],
  methodId: string,
  amountMinor: bigint,
  currency: string,
): { psp: string; method: MethodOffer } {
  for (const provider of providers.values()) {
    const method = provider.methods.find((offer) => offer.id === methodId && offer.kind === kind);
    if (!method) continue;
    const range = Object.hasOwn(method.range, currency) ? method.range[currency] : undefined;
    if (!range)
      throw new BadUserInput(`${method.title} does not take this currency`, { currency: 'not taken by the method' });
    if (amountMinor < parseAmount(range.min, currency)) {
      throw new BadUserInput(`The smallest amount is ${range.min} ${currency}`, { amount: `at least ${range.min}` });
    }
    if (amountMinor > parseAmount(range.max, currency)) {
      throw new AmountOutOfRange(`The largest amount is ${range.max} ${currency}`, { amount: `at most ${range.max}` });
    }
    return { psp: provider.name, method };
  }
  throw new BadUserInput('There is no such payment method', { methodId: 'unknown' });
}
