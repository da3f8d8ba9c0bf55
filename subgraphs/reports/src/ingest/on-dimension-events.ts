import { gameChanged, paymentChanged, userChanged, userRegistered } from '@croupier/contracts';
import { defineConsumer } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { keepDimension } from './keep-dimension.ts';
import { clickhouseTime } from './ledger-row.ts';

export const onUserRegistered = defineConsumer<ReportsContext, typeof userRegistered.schema._output>(
  'user-registered',
  userRegistered,
  (ctx, user) =>
    keepDimension(ctx, 'user', user.userId, Date.parse(user.registeredAt), {
      id: user.userId,
      display_name: user.displayName,
      registered_at: clickhouseTime(user.registeredAt),
    }),
);

export const onUserChanged = defineConsumer<ReportsContext, typeof userChanged.schema._output>(
  'user-changed',
  userChanged,
  (ctx, user) =>
    keepDimension(ctx, 'user', user.userId, Date.parse(user.changedAt), {
      id: user.userId,
      display_name: user.displayName,
      status: user.status,
      ...(user.country ? { country: user.country } : {}),
    }),
);

export const onGameChanged = defineConsumer<ReportsContext, typeof gameChanged.schema._output>(
  'game-changed',
  gameChanged,
  (ctx, game) =>
    keepDimension(ctx, 'game', JSON.stringify([game.provider, game.code]), Date.parse(game.changedAt), {
      provider: game.provider,
      code: game.code,
      title: game.title,
      genre: game.genre,
    }),
);

export const onPaymentChanged = defineConsumer<ReportsContext, typeof paymentChanged.schema._output>(
  'payment-changed',
  paymentChanged,
  (ctx, payment) =>
    keepDimension(ctx, 'payment', payment.paymentId, payment.sequence, {
      id: payment.paymentId,
      user_id: payment.userId,
      kind: payment.kind,
      status: payment.status,
      method: payment.method,
      amount: payment.amount,
      currency: payment.currency,
    }),
);
