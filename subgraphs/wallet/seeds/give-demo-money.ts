import type { Ledger } from '../src/ledger/ledger.ts';
import { DEMO_SCOPE } from '../src/ledger/operation.ts';
import { requireDone } from '../src/ledger/require-done.ts';

/**
 * Money of development: a DEPOSIT Transaction `demo:<userId>` without Payment or limit, once per person. Opens the wallet where it is
 * missing. Refusals: NOT_FOUND while the person has no gate yet, DUPLICATE_REFERENCE for another amount, PROVIDER_UNAVAILABLE.
 */
export async function giveDemoMoney(
  ledger: Ledger,
  userId: string,
  amount: string,
  currency: string,
): Promise<{ walletId: string }> {
  const operations = [{ kind: 'deposit' as const, reference: userId, reservation: null, amount, currency }];
  const result = await ledger.execute({ scope: DEMO_SCOPE, userId, deadlineAt: null, policy: null, operations });
  requireDone(result);
  return { walletId: (result as Extract<typeof result, { status: 'DONE' }>).wallet!.walletId };
}
