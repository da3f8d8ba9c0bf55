/** Players of a lone wallet who repeat what was not answered, and remember what they were told. */
import { randomUUID } from 'node:crypto';
import { askCommands, type Command, type CommandResult } from '@croupier/contracts';
import type { LoneWallet } from './lone-wallet.ts';

type Operation = Command['operations'][number];
type Answer = Exclude<CommandResult, { status: 'TRY_AGAIN' }>;
export interface Told {
  userId: string;
  command: Command;
  /** null: no word was had, and it was not asked again */
  transactionId: string | null;
  /** of the real balance, in cents, once it is done */
  cents: number;
  /** a bet that was taken back: a repeat is refused with ROLLED_BACK */
  takenBack: boolean;
}

const SCOPE = 'studio:fire';
const commandOf = (userId: string, scope: string, ...operations: Operation[]): Command =>
  ({ scope, userId, deadlineAt: null, policy: null, operations }) as Command;

export class InsistentPlayers {
  readonly told: Told[] = [];
  repeats = 0;
  #playing = true;

  constructor(readonly wallet: LoneWallet) {}

  /** Somebody with a gate and 1000.00. */
  async arrive(): Promise<string> {
    const userId = randomUUID();
    const gate = { kind: 'set_gate', number: 1, status: 'ACTIVE', until: null, timeZone: 'UTC', limits: [] } as const;
    const deposit = {
      kind: 'deposit',
      reference: userId,
      amount: '1000.00',
      currency: 'EUR',
      reservation: null,
    } as const;
    await this.insist('users', commandOf(userId, 'users', gate));
    await this.insist('payments', commandOf(userId, 'psp:fire', deposit));
    return userId;
  }

  /** Plays until all are told to stop: a bet, then its win, or its rollback. */
  async play(userId: string): Promise<void> {
    const common = { gameId: 'dice', currency: 'EUR', verdicts: { token: null, game: null, sessionCurrency: null } };
    for (let round = 0; this.#playing; round++) {
      const reference = randomUUID();
      const roundId = `round-${round}`;
      const bet = { kind: 'bet', reference, amount: '0.10', free: false, roundId, ...common } as const;
      // Of some no word is had: those are left, to be asked for when all is over.
      const placed = await this.#tell(userId, bet, -10, round % 3 === 2);
      if (!placed.transactionId) continue;
      if (round % 5 === 4) {
        await this.#tell(userId, { kind: 'rollback', reference: randomUUID(), bet: reference }, 10);
        placed.takenBack = true;
      } else if (round % 2 === 0) {
        const won = { kind: 'win', bet: reference, amount: '0.03', roundClosed: true, promotion: false } as const;
        await this.#tell(userId, { ...won, reference: randomUUID(), roundId, ...common }, 3);
      }
    }
  }

  stop(): void {
    this.#playing = false;
  }

  async #tell(userId: string, operation: Operation, cents: number, once = false): Promise<Told> {
    const command = commandOf(userId, SCOPE, operation);
    const answer = await (once ? this.ask('games', command) : this.insist('games', command));
    const told = { userId, command, cents, transactionId: transactionOf(answer), takenBack: false };
    this.told.push(told);
    return told;
  }

  /** Asks once; null: there was no word, or that it be tried again. */
  async ask(asker: keyof typeof askCommands, command: Command): Promise<Answer | null> {
    const { results } = await this.wallet[asker](
      askCommands[asker],
      { commands: [command] },
      { timeoutMs: 1_000 },
    ).catch(() => ({ results: [] as CommandResult[] }));
    const [result] = results;
    return result && result.status !== 'TRY_AGAIN' ? result : null;
  }

  /** Asks until there is an answer. */
  async insist(asker: keyof typeof askCommands, command: Command): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(asker, command);
      if (answer) return answer;
      this.repeats++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** Of the answer; throws where it is a refusal. */
function transactionOf(answer: Answer | null): string | null {
  if (!answer) return null;
  if (answer.status === 'DONE') return answer.results[0]!.transactionId;
  throw new Error(JSON.stringify(answer));
}
