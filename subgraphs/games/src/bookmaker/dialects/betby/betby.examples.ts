import type { HttpAnswer } from '../../../providers/provider.ts';
import type { BetOutcome, BookmakerCall } from '../dialect.ts';

interface Recorded {
  operation: string;
  body: string;
  means: BookmakerCall;
  outcome: BetOutcome;
  answer: HttpAnswer;
}

const wallet = { walletId: 'w-1', currency: 'EUR', real: '99.00', bonus: '1.00', locked: '10.50', version: 7 };
const done = (transactionId: string): BetOutcome => ({ status: 'done', transactionId, wallet });
const nothing: BetOutcome = { status: 'done', transactionId: null, wallet: null };
const declined = (code: 'INSUFFICIENT_FUNDS' | 'TOKEN_EXPIRED'): BetOutcome => ({ status: 'declined', code });
const told = (ext_transaction_id: string, operation: string, amount: bigint, parent_transaction_id: string | null) => ({
  ...{ ext_transaction_id, parent_transaction_id, user_id: 'u-1', operation, amount, currency: 'EUR' },
});

/** When these calls were made. */
export const at = new Date('2026-11-21T12:00:00Z');
export const secret =
  '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErms1fRVAU4Qg+IgHTCYSKCwmP5Zx\nqrqi5YFojJJZS6y7i4WLc06Py5fECuNFezmGJK2h3T2okPM829D46usQ3Q==\n-----END PUBLIC KEY-----\n';

/** Calls as a bookmaker of this style makes them, byte for byte, what is understood of them, and the answers. */
export const calls: Recorded[] = [
  {
    operation: 'bet_make',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0wIiwicGF5bG9hZCI6eyJhbW91bnQiOjEwNTAsImN1cnJlbmN5IjoiRVVSIiwicGxheWVyX2lkIjoidS0xIiwic2Vzc2lvbl9pZCI6IngiLCJ0cmFuc2FjdGlvbiI6eyJpZCI6InQtMSIsImJldHNsaXBfaWQiOiJzLTEiLCJwbGF5ZXJfaWQiOiJiLTkiLCJvcGVyYXRvcl9pZCI6Im8tMSIsIm9wZXJhdG9yX2JyYW5kX2lkIjoiby0xLTEiLCJleHRfcGxheWVyX2lkIjoidS0xIiwidGltZXN0YW1wIjoxNzk1MjYyNDAwMDAwLCJhbW91bnQiOjEwNTAsImN1cnJlbmN5IjoiRVVSIiwib3BlcmF0aW9uIjoiYmV0IiwiYm9udXNfaWQiOm51bGx9LCJiZXRzbGlwIjp7ImlkIjoicy0xIiwidHlwZSI6IjEvMSIsInN1bSI6MTA1MCwiayI6IjEuODUiLCJiZXRzIjpbeyJpZCI6IjEiLCJldmVudF9pZCI6Im0tNyIsInNwb3J0X2lkIjoiMSIsIm9kZHMiOiIxLjg1Iiwib3V0Y29tZV9uYW1lIjoiaG9tZSIsImxpdmUiOmZhbHNlfV19LCJwb3RlbnRpYWxfd2luIjoxOTQyfX0.-nR0NkUFbhYn8SKI5UhzQ_GDYYmbazeHo8mjcoR89-j899rgiWCp8bDA70p7BqBNI-nkBUs8om25pg-ZwaypHQ"}',
    means: {
      kind: 'place',
      told: told('t-1', 'bet', 1050n, null),
      userId: 'u-1',
      betId: 't-1',
      amount: '10.50',
      currency: 'EUR',
      roundId: 'm-7',
      selection: 'home',
      odds: '1.85',
    },
    outcome: done('tx-1'),
    answer: {
      status: 200,
      body: {
        id: 't-1',
        ext_transaction_id: 't-1',
        parent_transaction_id: null,
        user_id: 'u-1',
        operation: 'bet',
        amount: 1050,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_make',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xIiwicGF5bG9hZCI6eyJhbW91bnQiOjk5LCJjdXJyZW5jeSI6IkVVUiIsInRyYW5zYWN0aW9uIjp7ImlkIjoidC0yIiwiYmV0c2xpcF9pZCI6InMtMSIsInBsYXllcl9pZCI6ImItOSIsIm9wZXJhdG9yX2lkIjoiby0xIiwib3BlcmF0b3JfYnJhbmRfaWQiOiJvLTEtMSIsImV4dF9wbGF5ZXJfaWQiOiJ1LTEiLCJ0aW1lc3RhbXAiOjE3OTUyNjI0MDAwMDAsImFtb3VudCI6OTksImN1cnJlbmN5IjoiRVVSIiwib3BlcmF0aW9uIjoiYmV0In0sImJldHNsaXAiOnsiaWQiOiJzLTIiLCJ0eXBlIjoiMi8yIiwiYmV0cyI6W3siZXZlbnRfaWQiOiJtLTcifSx7ImV2ZW50X2lkIjoibS04In1dfX19.MCodZSgP0NHiUK2Cn0iPHrdADifXb14bp9glwCsx2QXf82QqQXPQ3JQ8szxL209mTaLvFY-_lROBTMuoZfyzHw"}',
    means: {
      kind: 'place',
      told: told('t-2', 'bet', 99n, null),
      userId: 'u-1',
      betId: 't-2',
      amount: '0.99',
      currency: 'EUR',
      roundId: null,
      selection: null,
      odds: null,
    },
    outcome: declined('INSUFFICIENT_FUNDS'),
    answer: { status: 400, body: { code: 2001, message: 'INSUFFICIENT_FUNDS' } },
  },
  {
    operation: 'bet_commit',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0yIiwicGF5bG9hZCI6eyJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEifX0.OBb1FNY9ViUorXVGKrBQ5OWBR4bBCvSrnSCxdT0ykHYXKv4fF11DdUKh2UJ4PzBTvLT_7vOf9sKgIY3LM7fiNg"}',
    means: { kind: 'tell', told: {} },
    outcome: nothing,
    answer: { status: 200, body: {} },
  },
  {
    operation: 'bet_win',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0zIiwicGF5bG9hZCI6eyJhbW91bnQiOjE5NDIsImN1cnJlbmN5IjoiRVVSIiwiaXNfY2FzaG91dCI6ZmFsc2UsImJldF90cmFuc2FjdGlvbl9pZCI6InQtMSIsInRyYW5zYWN0aW9uIjp7ImlkIjoidC0zIiwiYmV0c2xpcF9pZCI6InMtMSIsInBsYXllcl9pZCI6ImItOSIsIm9wZXJhdG9yX2lkIjoiby0xIiwib3BlcmF0b3JfYnJhbmRfaWQiOiJvLTEtMSIsImV4dF9wbGF5ZXJfaWQiOiJ1LTEiLCJ0aW1lc3RhbXAiOjE3OTUyNjI0MDAwMDAsImFtb3VudCI6MTk0MiwiY3VycmVuY3kiOiJFVVIiLCJvcGVyYXRpb24iOiJ3aW4ifX19.sUgpWUeC8USttILRhQLY04B9pgDuP69xTB0IKEm2UWZchjJ1DBAbdsEAhmw6KXfxN3MkvwmTrKOuDFBbYLOb6g"}',
    means: {
      kind: 'settle',
      told: told('t-3', 'win', 1942n, 't-1'),
      betId: 't-1',
      userId: 'u-1',
      resultId: 't-3',
      outcome: 'WIN',
      payout: '19.42',
      currency: 'EUR',
    },
    outcome: done('tx-3'),
    answer: {
      status: 200,
      body: {
        id: 'tx-3',
        ext_transaction_id: 't-3',
        parent_transaction_id: 't-1',
        user_id: 'u-1',
        operation: 'win',
        amount: 1942,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_win',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai00IiwicGF5bG9hZCI6eyJhbW91bnQiOjkwMCwiY3VycmVuY3kiOiJFVVIiLCJpc19jYXNob3V0Ijp0cnVlLCJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEiLCJ0cmFuc2FjdGlvbiI6eyJpZCI6InQtNCIsImJldHNsaXBfaWQiOiJzLTEiLCJwbGF5ZXJfaWQiOiJiLTkiLCJvcGVyYXRvcl9pZCI6Im8tMSIsIm9wZXJhdG9yX2JyYW5kX2lkIjoiby0xLTEiLCJleHRfcGxheWVyX2lkIjoidS0xIiwidGltZXN0YW1wIjoxNzk1MjYyNDAwMDAwLCJhbW91bnQiOjkwMCwiY3VycmVuY3kiOiJFVVIiLCJvcGVyYXRpb24iOiJ3aW4ifX19.pZ_RPCbAQPvBHk31ZrMm60dRGSpJznf74rCLHWWj9I5RTGeZHNoAtYtFbu4iSGsqNOiRHQy5G1U27NmZyTjRbw"}',
    means: {
      kind: 'settle',
      told: told('t-4', 'win', 900n, 't-1'),
      betId: 't-1',
      userId: 'u-1',
      resultId: 't-4',
      outcome: 'CASHOUT',
      payout: '9.00',
      currency: 'EUR',
    },
    outcome: { status: 'try-again' },
    answer: {
      status: 503,
      headers: { 'retry-after': '1' },
      body: { message: 'Not known to have happened; repeat it' },
    },
  },
  {
    operation: 'bet_lost',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai01IiwicGF5bG9hZCI6eyJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEiLCJ0cmFuc2FjdGlvbiI6eyJpZCI6InQtNSIsImJldHNsaXBfaWQiOiJzLTEiLCJwbGF5ZXJfaWQiOiJiLTkiLCJvcGVyYXRvcl9pZCI6Im8tMSIsIm9wZXJhdG9yX2JyYW5kX2lkIjoiby0xLTEiLCJleHRfcGxheWVyX2lkIjoidS0xIiwidGltZXN0YW1wIjoxNzk1MjYyNDAwMDAwLCJhbW91bnQiOjAsImN1cnJlbmN5IjoiRVVSIiwib3BlcmF0aW9uIjoibG9zdCJ9fX0.e2X0hwrncPSoxtX1m8ZOdn1YPxF1ia9Cj-QnqUTZo6_S1mJmfWPleYd2hXwq7bGzGj-7BcGJBVNepvY7rs-ruw"}',
    means: {
      kind: 'settle',
      told: told('t-5', 'lost', 0n, 't-1'),
      betId: 't-1',
      userId: 'u-1',
      resultId: 't-5',
      outcome: 'LOSE',
      payout: null,
    },
    outcome: done('tx-5'),
    answer: {
      status: 200,
      body: {
        id: 'tx-5',
        ext_transaction_id: 't-5',
        parent_transaction_id: 't-1',
        user_id: 'u-1',
        operation: 'lost',
        amount: 0,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_refund',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai02IiwicGF5bG9hZCI6eyJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEiLCJyZWFzb24iOiJhYmFuZG9uZWQiLCJ0cmFuc2FjdGlvbiI6eyJpZCI6InQtNiIsImJldHNsaXBfaWQiOiJzLTEiLCJwbGF5ZXJfaWQiOiJiLTkiLCJvcGVyYXRvcl9pZCI6Im8tMSIsIm9wZXJhdG9yX2JyYW5kX2lkIjoiby0xLTEiLCJleHRfcGxheWVyX2lkIjoidS0xIiwidGltZXN0YW1wIjoxNzk1MjYyNDAwMDAwLCJhbW91bnQiOjEwNTAsImN1cnJlbmN5IjoiRVVSIiwib3BlcmF0aW9uIjoicmVmdW5kIn19fQ.-muOLyrF5_RqASPZXcYz9d1K2Qztks6juZ-SjvYSa_1e3DpC9gCt9wtMfZlwxiIMdJhfPIHKjDarnharcctqrw"}',
    means: {
      kind: 'settle',
      told: told('t-6', 'refund', 1050n, 't-1'),
      betId: 't-1',
      userId: 'u-1',
      resultId: 't-6',
      outcome: 'VOID',
      payout: null,
    },
    outcome: done('tx-6'),
    answer: {
      status: 200,
      body: {
        id: 'tx-6',
        ext_transaction_id: 't-6',
        parent_transaction_id: 't-1',
        user_id: 'u-1',
        operation: 'refund',
        amount: 1050,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_rollback',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai03IiwicGF5bG9hZCI6eyJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEiLCJwYXJlbnRfdHJhbnNhY3Rpb25faWQiOiJ0eC0zIiwidHJhbnNhY3Rpb24iOnsiaWQiOiJ0LTciLCJiZXRzbGlwX2lkIjoicy0xIiwicGxheWVyX2lkIjoiYi05Iiwib3BlcmF0b3JfaWQiOiJvLTEiLCJvcGVyYXRvcl9icmFuZF9pZCI6Im8tMS0xIiwiZXh0X3BsYXllcl9pZCI6InUtMSIsInRpbWVzdGFtcCI6MTc5NTI2MjQwMDAwMCwiYW1vdW50IjoxOTQyLCJjdXJyZW5jeSI6IkVVUiIsIm9wZXJhdGlvbiI6InJvbGxiYWNrIn19fQ.HCbkM9yf3cWsMxbkDe3UCTbz6aszuGgog7clixa3F-qh1y0LR95Uu1CiBluPlqgBuUKp29VffPgMmvIX_eN5EA"}',
    means: {
      kind: 'settle',
      told: told('t-7', 'rollback', 1942n, 'tx-3'),
      betId: 't-1',
      userId: 'u-1',
      resultId: 't-7',
      outcome: 'OPEN',
      payout: null,
    },
    outcome: done('tx-7'),
    answer: {
      status: 200,
      body: {
        id: 'tx-7',
        ext_transaction_id: 't-7',
        parent_transaction_id: 'tx-3',
        user_id: 'u-1',
        operation: 'rollback',
        amount: 1942,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_settlement',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai04IiwicGF5bG9hZCI6eyJiZXRfdHJhbnNhY3Rpb25faWQiOiJ0LTEiLCJzdGF0dXMiOiJ3b24ifX0.y_H6nGqyqfFFDp79x2Z4Tk3jBESFDahk45soWYc6LPigqV8UcP8s_73BG96VD4JrtAmx-J2ZvqD5WuPPjhdqUg"}',
    means: { kind: 'tell', told: {} },
    outcome: nothing,
    answer: { status: 200, body: {} },
  },
  {
    operation: 'bet_discard',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai05IiwicGF5bG9hZCI6eyJleHRfcGxheWVyX2lkIjoidS0xIiwidHJhbnNhY3Rpb25faWQiOiJ0LTIiLCJyZWFzb24iOiJ0aW1lb3V0In19.YaezjecHn-HQY5SKTaSYgRxBw-T-xmnloaQAV31DYGyksQth1qZsl2EwQ50K5yJcnyqUoaUw2aLFrJY13jWt3w"}',
    means: { kind: 'refund', told: {}, userId: 'u-1', betId: 't-2' },
    outcome: done('tx-8'),
    answer: { status: 200, body: { balance: 9900, currency: 'EUR' } },
  },
  {
    operation: 'ping',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xMCIsInBheWxvYWQiOnt9fQ.TkjPrjYzibgU9aqiJzFJKeNQROx4Q3h9YB99MYZR_aOdw2TGdqj-Z_dM0Yg3K9oc9Ep3s1uIATBdzj6qkjsMww"}',
    means: { kind: 'ping', told: {} },
    outcome: { status: 'alive', at },
    answer: { status: 200, body: { timestamp: 1795262400 } },
  },
  {
    operation: 'identify',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xMSIsInBheWxvYWQiOnsidG9rZW4iOiJrLTEifX0.Ft3_Uri0ta8ItSJt3PeNj1nL3INIZ09GTjvvcSLMAHqKtZGCtoYe6Zv2HaCdtKRiFnL0US7VOvqdHqflqByDpQ"}',
    means: { kind: 'identify', told: {}, token: 'k-1' },
    outcome: { status: 'identified', sessionId: 'se-1', userId: 'u-1', country: 'LV', wallet },
    answer: {
      status: 200,
      body: { user_id: 'u-1', session_id: 'se-1', country: 'LV', currency: 'EUR', balance: 9900 },
    },
  },
  {
    operation: 'identify',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xMiIsInBheWxvYWQiOnsidG9rZW4iOiJrLTIifX0.Bq6052IsOLRyYrddCPAlFzcUbVbMr_PZJiv4_OGnhdymCp7l2zky1asEfz6Jw7lL2OrhbP3iErkn-fFfpcWnGA"}',
    means: { kind: 'identify', told: {}, token: 'k-2' },
    outcome: declined('TOKEN_EXPIRED'),
    answer: { status: 400, body: { code: 1007, message: 'TOKEN_EXPIRED' } },
  },
  {
    operation: 'bet_make',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xMyIsInBheWxvYWQiOnsiYW1vdW50IjoxMDAwLCJjdXJyZW5jeSI6IkVVUiIsImJvbnVzX2lkIjoibi0xIiwiYm9udXNfdHlwZSI6ImZyZWViZXRfZnJlZW1vbmV5IiwidHJhbnNhY3Rpb24iOnsiaWQiOiJ0LTkiLCJiZXRzbGlwX2lkIjoicy0zIiwicGxheWVyX2lkIjoiYi05Iiwib3BlcmF0b3JfaWQiOiJvLTEiLCJvcGVyYXRvcl9icmFuZF9pZCI6Im8tMS0xIiwiZXh0X3BsYXllcl9pZCI6InUtMSIsInRpbWVzdGFtcCI6MTc5NTI2MjQwMDAwMCwiYW1vdW50IjoxMDAwLCJjdXJyZW5jeSI6IkVVUiIsIm9wZXJhdGlvbiI6ImJldCIsImJvbnVzX2lkIjoibi0xIn0sImJldHNsaXAiOnsiaWQiOiJzLTMiLCJ0eXBlIjoiMS8xIiwiYmV0cyI6W3siaWQiOiIxIiwiZXZlbnRfaWQiOiJtLTciLCJvZGRzIjoiMS44NSIsIm91dGNvbWVfbmFtZSI6ImhvbWUifV19fX0.Ad8-XutYm7t6g8wK-ytoBR3DgTgxpt1vI-ugxzjgwnmTU194hl-FGsE2v7fU3rSUEXvPyNtvruEgQqATvkY4CQ"}',
    means: {
      kind: 'place',
      told: told('t-9', 'bet', 1000n, null),
      userId: 'u-1',
      betId: 't-9',
      amount: '10.00',
      currency: 'EUR',
      roundId: 'm-7',
      selection: 'home',
      odds: '1.85',
      free: true,
    },
    outcome: done('tx-t-9'),
    answer: {
      status: 200,
      body: {
        id: 't-9',
        ext_transaction_id: 't-9',
        parent_transaction_id: null,
        user_id: 'u-1',
        operation: 'bet',
        amount: 1000,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
  {
    operation: 'bet_make',
    body: '{"payload":"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjI0MDAsImV4cCI6MTc5NTI2MjQ2MCwianRpIjoiai0xNCIsInBheWxvYWQiOnsiYW1vdW50IjoxMDAwLCJjdXJyZW5jeSI6IkVVUiIsImJvbnVzX2lkIjoibi0xIiwiYm9udXNfdHlwZSI6ImNvbWJvYm9vc3QiLCJ0cmFuc2FjdGlvbiI6eyJpZCI6InQtMTAiLCJiZXRzbGlwX2lkIjoicy0zIiwicGxheWVyX2lkIjoiYi05Iiwib3BlcmF0b3JfaWQiOiJvLTEiLCJvcGVyYXRvcl9icmFuZF9pZCI6Im8tMS0xIiwiZXh0X3BsYXllcl9pZCI6InUtMSIsInRpbWVzdGFtcCI6MTc5NTI2MjQwMDAwMCwiYW1vdW50IjoxMDAwLCJjdXJyZW5jeSI6IkVVUiIsIm9wZXJhdGlvbiI6ImJldCIsImJvbnVzX2lkIjoibi0xIn0sImJldHNsaXAiOnsiaWQiOiJzLTMiLCJ0eXBlIjoiMS8xIiwiYmV0cyI6W3siaWQiOiIxIiwiZXZlbnRfaWQiOiJtLTciLCJvZGRzIjoiMS44NSIsIm91dGNvbWVfbmFtZSI6ImhvbWUifV19fX0.wv6knags1eZvjaaEq_Ct7M0PPPkp6x3iZTn4BSmTclUv9iU2uOb-SCEqMkzsQhMwg8bhbynj_YAlITi0fp61hA"}',
    means: {
      kind: 'place',
      told: told('t-10', 'bet', 1000n, null),
      userId: 'u-1',
      betId: 't-10',
      amount: '10.00',
      currency: 'EUR',
      roundId: 'm-7',
      selection: 'home',
      odds: '1.85',
    },
    outcome: done('tx-t-10'),
    answer: {
      status: 200,
      body: {
        id: 't-10',
        ext_transaction_id: 't-10',
        parent_transaction_id: null,
        user_id: 'u-1',
        operation: 'bet',
        amount: 1000,
        currency: 'EUR',
        balance: 9900,
      },
    },
  },
];
