import { createHmac, randomUUID } from 'node:crypto';
import { billionths, decimal, digitsOf } from '../amount.ts';
import type { Break } from './broken-rules.testing.ts';

interface Account {
  balance: bigint;
  currency: string;
  blocked: boolean;
  tokens: Map<string, { expired: boolean }>;
}
interface Done {
  kind: string;
  playerId: string;
  fingerprint: string;
  transactionId: string;
}
interface Bet {
  playerId: string;
  amount: bigint;
  state: 'OPEN' | 'WON' | 'BACK' | 'TOMB';
  round: string;
  backId: string;
}
type Body = Record<string, string | boolean | undefined>;
const KNOWN =
  /^(requestId|sessionToken|playerId|gameId|roundId|transactionId|betTransactionId|amount|currency|roundClosed|free|promotion)$/;
export const SECRET = 'wrong-wallet-secret';
export const PROVIDER = 'studio';

/** An operator's wallet in one file and in memory, in Croupier's own dialect: right in everything but what it is told to break. */
export class WrongWallet {
  readonly accounts = new Map<string, Account>();
  readonly done = new Map<string, Done>();
  readonly bets = new Map<string, Bet>();
  readonly closed = new Set<string>();

  constructor(readonly broken: Break | null) {}

  breaks(rule: Break): boolean {
    return this.broken === rule;
  }

  async answer(
    operation: string,
    text: string,
    headers: Record<string, unknown>,
    path: string,
  ): Promise<[number, object]> {
    if (!path.startsWith(`/providers/${PROVIDER}/`)) return [404, { status: 'UNKNOWN_PROVIDER' }];
    if (!this.isSigned(text, headers, path)) return [401, { status: 'INVALID_SIGNATURE' }];
    const body = readBody(text);
    if (!body || !this.isWellFormed(operation, body)) return [400, { status: 'INVALID_REQUEST' }];
    const status = await this.judge(operation, body);
    return [200, { ...status, requestId: body.requestId }];
  }

  private isSigned(text: string, headers: Record<string, unknown>, path: string): boolean {
    if (this.breaks('any-signature')) return true;
    const timestamp = String(headers['x-timestamp'] ?? '');
    const isNear = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
    if (!isNear && !this.breaks('any-moment')) return false;
    const signed = this.breaks('signature-of-new-json') ? JSON.stringify(JSON.parse(text)) : text;
    return (
      headers['x-signature'] ===
      createHmac('sha256', SECRET).update(`${path}\n${timestamp}\n${signed}`).digest('base64')
    );
  }

  private isWellFormed(operation: string, body: Body): boolean {
    if (this.breaks('unknown-field') && Object.keys(body).some((key) => !KNOWN.test(key))) return false;
    if (operation !== 'bet' && operation !== 'win') return true;
    const { amount, transactionId } = body;
    if (typeof amount !== 'string' || typeof transactionId !== 'string' || transactionId === '') return false;
    return /^[0-9]+(\.[0-9]{1,9})?$/.test(amount) || (this.breaks('negative-bet') && /^-[0-9.]+$/.test(amount));
  }

  private async judge(operation: string, body: Body): Promise<object> {
    if (operation === 'authenticate' || operation === 'balance') return this.show(operation, body);
    const playerId = String(body.playerId);
    if (operation === 'end-round') return this.endRound(playerId, body);
    const id = this.breaks('ids-per-player') ? `${playerId} ${body.transactionId}` : String(body.transactionId);
    const before = this.done.get(id);
    if (before && operation !== 'rollback') {
      const answer = this.repeat(operation, playerId, body, before);
      if (answer) return answer;
    }
    const outcome =
      operation === 'bet'
        ? await this.bet(playerId, id, body)
        : operation === 'win'
          ? this.win(playerId, id, body)
          : this.rollback(playerId, body);
    if (outcome !== 'OK' && typeof outcome === 'string') return this.refuse(outcome, playerId);
    const transactionId = typeof outcome === 'string' ? randomUUID() : outcome.transactionId;
    this.done.set(id, {
      kind: operation,
      playerId,
      fingerprint: this.fingerprint(operation, playerId, body),
      transactionId,
    });
    return { status: 'OK', transactionId, playerId, ...this.balanceOf(playerId) };
  }

  private repeat(operation: string, playerId: string, body: Body, before: Done): object | null {
    const bet = this.bets.get(String(body.transactionId));
    if (operation === 'bet' && bet && bet.state !== 'OPEN' && bet.state !== 'WON')
      return this.refuse('ROLLED_BACK', playerId);
    if (operation === 'win' && before.kind === 'bet' && this.breaks('bet-id-as-win')) return null;
    if (before.fingerprint !== this.fingerprint(operation, playerId, body))
      return this.refuse('DUPLICATE_TRANSACTION', playerId);
    if (this.breaks(operation === 'bet' ? 'repeated-bet' : 'repeated-win')) {
      const amount = billionths(String(body.amount));
      this.move(playerId, operation === 'bet' ? -amount : amount);
    }
    const transactionId = this.breaks('new-id-for-a-repeat') ? randomUUID() : before.transactionId;
    return { status: 'OK', transactionId, playerId, ...this.balanceOf(playerId) };
  }

  private fingerprint(operation: string, playerId: string, body: Body): string {
    const { amount, roundId, gameId, currency, betTransactionId } = body;
    const compared = {
      ...{ operation, playerId, gameId, currency, betTransactionId },
      amount: this.breaks('other-amount') ? null : amount,
      roundId: this.breaks('other-round') ? null : roundId,
    };
    return JSON.stringify(compared);
  }

  private show(operation: string, { sessionToken }: Body): object {
    for (const [playerId, account] of this.accounts) {
      const session = account.tokens.get(String(sessionToken));
      if (session && this.breaks('late-gift') && this.done.size > 0) account.balance += 10n ** 7n;
      if (session?.expired && operation === 'authenticate') return this.refuse('TOKEN_EXPIRED', playerId);
      if (session) return { status: 'OK', playerId, ...this.balanceOf(playerId) };
    }
    return this.refuse('INVALID_TOKEN', null);
  }

  private async bet(playerId: string, id: string, body: Body): Promise<string> {
    if (this.bets.get(id)?.state === 'TOMB') return 'ROLLED_BACK';
    if (!this.accounts.has(playerId) && this.breaks('made-players')) this.open(playerId, 'EUR', 100n * 10n ** 9n);
    const account = this.accounts.get(playerId);
    const someone = [...this.accounts.values()].find(({ tokens }) => tokens.has(String(body.sessionToken)));
    const session = someone?.tokens.get(String(body.sessionToken));
    const isMine = someone === account || this.breaks('foreign-session') || this.breaks('made-players');
    if (!account || !session || !isMine) return 'INVALID_TOKEN';
    if (session.expired && !this.breaks('expired-bet')) return 'TOKEN_EXPIRED';
    const refusal = this.refusalOf(account, body);
    if (refusal) return refusal;
    const round = `${playerId} ${body.roundId}`;
    if (this.closed.has(round) && !this.breaks('open-forever')) return 'ROUND_CLOSED';
    if (account.blocked && !this.breaks('blocked-bet')) return 'PLAYER_BLOCKED';
    if (body.free) return this.breaks('free-for-all') ? 'OK' : 'INSUFFICIENT_FUNDS';
    const amount = billionths(String(body.amount));
    if (amount > account.balance) return 'INSUFFICIENT_FUNDS';
    if (this.breaks('overdraft')) await new Promise((resolve) => setTimeout(resolve, 5));
    this.move(playerId, -amount);
    this.bets.set(id, { playerId, amount, state: 'OPEN', round, backId: '' });
    return 'OK';
  }

  private refusalOf(account: Account, { gameId, currency }: Body): string | null {
    if (!['dice', 'coinflip'].includes(String(gameId)) && !this.breaks('any-game')) return 'UNKNOWN_GAME';
    return currency !== account.currency && !this.breaks('any-currency') ? 'WRONG_CURRENCY' : null;
  }

  private win(playerId: string, _id: string, body: Body): string {
    const account = this.accounts.get(playerId);
    if (!account) return 'UNKNOWN_PLAYER';
    const refusal = this.refusalOf(account, body);
    if (refusal) return refusal;
    const expired = [...account.tokens.values()].some((session) => session.expired);
    if (expired && this.breaks('expired-win')) return 'TOKEN_EXPIRED';
    if (account.blocked && this.breaks('blocked-win')) return 'PLAYER_BLOCKED';
    const round = `${playerId} ${body.roundId}`;
    const settled = this.settledBy(playerId, round, body);
    if (typeof settled === 'string') return settled;
    const amount = billionths(String(body.amount));
    if (amount === 0n && this.breaks('zero-win')) return 'OK';
    for (const bet of settled) bet.state = 'WON';
    if (body.roundClosed) this.closed.add(round);
    this.move(playerId, amount);
    if (this.breaks('jackpot-on-top')) this.move(playerId, billionths(String(body.jackpotWin ?? 0)));
    return 'OK';
  }

  /** The bets that a win settles, or why there are none. */
  private settledBy(playerId: string, round: string, body: Body): Bet[] | string {
    if (body.promotion) return [];
    const named = this.bets.get(String(body.betTransactionId));
    const bet = named?.playerId === playerId && named.round === round ? named : undefined;
    if (bet?.state === 'BACK' || bet?.state === 'TOMB') return this.breaks('rolled-back-win') ? [] : 'ROLLED_BACK';
    if (this.closed.has(round)) return 'ROUND_CLOSED';
    const open =
      body.betTransactionId === undefined
        ? [...this.bets.values()].filter((bet) => bet.round === round && bet.state === 'OPEN')
        : bet
          ? [bet]
          : [];
    return open.length > 0 || this.breaks('win-without-bet') ? open : 'TRANSACTION_NOT_FOUND';
  }

  private rollback(playerId: string, body: Body): string | { transactionId: string } {
    const account = this.accounts.get(playerId);
    if (!account) return 'UNKNOWN_PLAYER';
    if ([...account.tokens.values()].some(({ expired }) => expired) && this.breaks('expired-rollback'))
      return 'TOKEN_EXPIRED';
    const id = String(body.betTransactionId);
    const bet = this.bets.get(id) ?? (this.breaks('ids-per-player') ? this.bets.get(`${playerId} ${id}`) : undefined);
    if (!bet) return this.rollbackUnknown(playerId, id);
    if (bet.playerId !== playerId && !this.breaks('others-bet')) return 'TRANSACTION_NOT_FOUND';
    if (bet.state === 'WON' && !this.breaks('settled-rollback')) return 'ALREADY_SETTLED';
    const isSame = this.done.has(String(body.transactionId));
    const again = this.breaks('repeated-rollback') ? isSame : this.breaks('renamed-rollback') && !isSame;
    if (bet.state !== 'OPEN' && bet.state !== 'WON' && !again)
      return { transactionId: this.breaks('new-id-for-a-repeat') ? randomUUID() : bet.backId };
    const said = this.breaks('said-amount') && typeof body.amount === 'string' ? billionths(body.amount) : bet.amount;
    if (bet.state !== 'TOMB') this.move(playerId, said);
    if (bet.state !== 'TOMB') bet.state = 'BACK';
    bet.backId ||= randomUUID();
    return { transactionId: bet.backId };
  }

  private rollbackUnknown(playerId: string, id: string): string | { transactionId: string } {
    const isWin = this.done.get(id)?.kind === 'win';
    if (isWin && !this.breaks('won-rollback')) return 'TRANSACTION_NOT_FOUND';
    if (this.breaks('unknown-rollback')) return 'TRANSACTION_NOT_FOUND';
    const backId = randomUUID();
    if (!this.breaks('forgotten-tombstone'))
      this.bets.set(id, { playerId, amount: 0n, state: 'TOMB', round: '', backId });
    return { transactionId: backId };
  }

  private endRound(playerId: string, { roundId }: Body): object {
    this.closed.add(`${playerId} ${roundId}`);
    return { status: 'OK', playerId, ...this.balanceOf(playerId) };
  }

  private refuse(status: string, playerId: string | null): object {
    const told =
      status === 'INVALID_TOKEN'
        ? this.breaks('told-to-strangers')
          ? { balance: { currency: 'EUR', real: '1000.00' } }
          : {}
        : this.balanceOf(playerId);
    const isStale = status === 'INSUFFICIENT_FUNDS' && this.breaks('stale-balance');
    return { status, ...(isStale ? { balance: { currency: 'EUR', real: '0.00' } } : told) };
  }

  private balanceOf(playerId: string | null): object {
    const account = this.accounts.get(playerId ?? '');
    if (!account) return {};
    const real = decimal(account.balance, digitsOf(account.currency));
    return { balance: { currency: account.currency, real, bonus: '0.00', locked: '0.00' } };
  }

  private move(playerId: string, amount: bigint): void {
    const account = this.accounts.get(playerId)!;
    account.balance += amount;
    if (this.breaks('single-precision'))
      account.balance = BigInt(Math.round(Math.fround(Number(account.balance) / 1e9) * 100)) * 10n ** 7n;
  }

  open(playerId: string, currency: string, balance: bigint): string {
    const token = randomUUID();
    this.accounts.set(playerId, { balance, currency, blocked: false, tokens: new Map([[token, { expired: false }]]) });
    return token;
  }
}

function readBody(text: string): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}
