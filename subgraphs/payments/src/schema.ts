import type { SubgraphParts } from '@croupier/kit';
import { DepositResolver } from './deposits/deposit.resolver.ts';
import { PaymentMethodResolver } from './limits/payment-method.resolver.ts';
import { loadPaymentReference, PaymentResolver } from './payments/payment.resolver.ts';
import { loadUserReference, UserResolver } from './payments/user.resolver.ts';
import { WithdrawalResolver } from './withdrawals/withdrawal.resolver.ts';

export const parts: SubgraphParts = {
  resolvers: [PaymentResolver, UserResolver, PaymentMethodResolver, DepositResolver, WithdrawalResolver],
  references: { Payment: loadPaymentReference as never, User: loadUserReference as never },
};
