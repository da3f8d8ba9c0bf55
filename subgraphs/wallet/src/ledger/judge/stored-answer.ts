import type { CommandResult, WalletState } from '@croupier/contracts';
import { NOTHING_RECORDED } from '../rows.ts';
import { type Draft, keyOf, type State } from '../state.ts';

type Results = Extract<CommandResult, { status: 'DONE' }>['results'];

/**
 * The wallet that an accepted command is answered with by `duplicateIdentical: REPLAY_STORED`. Of a repeat it is the one of then; `wallet`,
 * the present one, where nothing was posted (the end of a round) or another policy had answered. What is new remembers its answer.
 */
export function storedAnswer(
  state: State,
  draft: Draft,
  results: Results,
  wallet: WalletState | null,
): WalletState | null {
  const key = (transactionId: string) => keyOf(draft.userId, transactionId);
  const ids = results.map(({ transactionId }) => transactionId).filter((id) => id !== null);
  if (results.every(({ replayed }) => replayed)) {
    const answers = ids.map((id) => state.get('answer', key(id))?.wallet);
    const then = answers.findLast((answered) => answered !== undefined);
    // A player without a wallet was answered with none.
    return then === undefined ? wallet : then;
  }
  for (const entry of draft.transactions) {
    if (!ids.includes(entry.transactionId)) continue;
    entry.stake = { ...(entry.stake ?? NOTHING_RECORDED), answered: wallet };
    state.load('answer', { userId: draft.userId, transactionId: entry.transactionId, wallet });
  }
  return wallet;
}
