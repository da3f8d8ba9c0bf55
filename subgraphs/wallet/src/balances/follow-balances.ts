import { type LedgerEntry, parseAmount } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { type Wallet, walletOf, type WalletRecord } from '../accounts/wallet.type.ts';
import { type BalancePush, balanceTopic, type WalletContext } from '../room.ts';
import type { BalanceChange } from './balance-change.type.ts';
import { missedEntries } from './find-transactions.ts';
import { transactionOf } from './transaction.type.ts';

/** A reader that is further behind gets the latest state alone. */
const MOST_MISSED = 500;
/** Pushes are not kept for anybody; what went missing without a successor is found by looking. */
const LOOK_EVERY_MS = 10_000;

/**
 * A player's balances: first the present state of each wallet, then every version once and in order. Not a generator on purpose: a
 * generator that waits for its source cannot be ended before the source speaks.
 */
export class BalanceFeed implements AsyncIterableIterator<BalanceChange> {
  readonly #pushes: AsyncIterableIterator<BalancePush>;
  /** per wallet, the last version that was given out */
  readonly #seen = new Map<string, number>();
  #ready: BalanceChange[] = [];
  #asked = false;
  /** the answer to what was asked */
  #came: IteratorResult<BalancePush> | null = null;
  #wake = (): void => undefined;
  #begun = false;
  #ended = false;

  constructor(
    private readonly ctx: WalletContext,
    private readonly userId: string,
    private readonly currency: string | null,
    private readonly lookEveryMs = LOOK_EVERY_MS,
  ) {
    // Before the present state is read, so that nothing falls between the two.
    this.#pushes = ctx.live.follow<BalancePush>(balanceTopic(userId));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<BalanceChange>> {
    if (!this.#begun) {
      this.#begun = true;
      for (const wallet of await this.#present()) this.#take(wallet, null);
    }
    while (this.#ready.length === 0) {
      if (this.#ended) return { done: true, value: undefined };
      await this.#wait();
    }
    return { done: false, value: this.#ready.shift()! };
  }

  async return(): Promise<IteratorResult<BalanceChange>> {
    this.#ended = true;
    await this.#pushes.return?.();
    return { done: true, value: undefined };
  }

  async #wait(): Promise<void> {
    this.#ask();
    await this.#answerOrLook();
    const came = this.#came;
    if (!came) return this.#look();
    this.#came = null;
    this.#asked = false;
    if (came.done) this.#ended = true;
    else for (const entry of came.value.entries) await this.#hear(entry);
  }

  /** Once for each push: a promise that is raced again and again remembers every race, for as long as the wallet is quiet. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    void this.#pushes.next().then((came) => {
      this.#came = came;
      this.#wake();
    });
  }

  async #answerOrLook(): Promise<void> {
    if (this.#came) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, this.lookEveryMs);
    });
    clearTimeout(timer);
  }

  /** An entry that was pushed: what was missed before it comes first. */
  async #hear(entry: LedgerEntry): Promise<void> {
    const { walletId, version, currency } = entry;
    if (walletId === null || version === null || (this.currency !== null && currency !== this.currency)) return;
    const seen = this.#seen.get(walletId) ?? 0;
    if (version <= seen) return;
    if (version > seen + 1 && version - seen <= MOST_MISSED) {
      for (const missed of await missedEntries(this.ctx, { userId: this.userId, id: walletId }, seen, version - 1))
        this.#take(walletAt(missed), missed);
    }
    this.#take(walletAt(entry), entry);
  }

  async #look(): Promise<void> {
    for (const wallet of await this.#present()) {
      const seen = this.#seen.get(wallet.id);
      if (seen === undefined || wallet.version - seen > MOST_MISSED) this.#take(wallet, null);
      else if (wallet.version > seen)
        for (const missed of await missedEntries(this.ctx, wallet, seen, wallet.version))
          this.#take(walletAt(missed), missed);
    }
  }

  #take(wallet: Wallet, entry: LedgerEntry | null): void {
    this.#seen.set(wallet.id, wallet.version);
    this.#ready.push({ wallet, transaction: entry && transactionOf(entry) });
  }

  async #present(): Promise<Wallet[]> {
    const rows = await query<WalletRecord>(
      this.ctx.em,
      'select * from wallet where user_id = ? order by created_at, currency',
      [this.userId],
    );
    return rows.map(walletOf).filter((wallet) => this.currency === null || wallet.currency === this.currency);
  }
}

/** The wallet as it stood right after an entry. */
function walletAt(entry: LedgerEntry): Wallet {
  const currency = entry.currency!;
  const minor = (amount: string) => parseAmount(amount, currency).toString();
  return walletOf({
    ...{ user_id: entry.userId, id: entry.walletId!, currency, version: String(entry.version) },
    ...{ real_minor: minor(entry.real), bonus_minor: minor(entry.bonus), locked_minor: minor(entry.locked) },
  });
}
