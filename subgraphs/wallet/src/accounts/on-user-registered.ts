import { userRegistered } from '@croupier/contracts';
import { defineConsumer } from '@croupier/kit';
import type { WalletContext } from '../room.ts';
import { openWallet } from './open-wallet.ts';

/** Everybody has a EUR wallet from the start. */
export const onUserRegistered = defineConsumer(
  'open-first-wallet',
  userRegistered,
  async (ctx: WalletContext, { userId }) => {
    await openWallet(ctx, userId, 'EUR');
  },
);
