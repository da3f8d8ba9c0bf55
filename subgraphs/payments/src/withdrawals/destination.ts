import { BadUserInput, openSecret, sealSecret } from '@croupier/kit';
import type { Payment } from '../payments/payment.entity.ts';
import type { PaymentsContext } from '../room.ts';

const MOST_CHARACTERS = 255;

/** Where a withdrawal goes (an account, an address): one line of at most 255 characters. Throws BadUserInput. */
export function checkDestination(text: string): string {
  const destination = text.trim();
  if (destination === '' || destination.length > MOST_CHARACTERS || /[\u0000-\u001f\u007f]/.test(destination)) {
    throw new BadUserInput('A destination is one line of at most 255 characters', {
      destination: 'is empty, too long or not one line',
    });
  }
  return destination;
}

const contextOf = (paymentId: string): string => `payment:${paymentId}:destination`;

/** Account numbers are people's own: they rest encrypted, bound to their payment. */
export const sealDestination = (ctx: PaymentsContext, paymentId: string, destination: string): string =>
  sealSecret(ctx.room.secretsKey, destination, contextOf(paymentId));

export const openDestination = (ctx: PaymentsContext, payment: Payment): string =>
  openSecret(ctx.room.secretsKey, payment.destinationSealed!, contextOf(payment.id));
