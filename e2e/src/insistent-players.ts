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

type Asker = keyof typeof askCommands;

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
    const gate: Operation = { kind: 'set_gate', number: 1, status: 'ACTIVE', until: null, timeZone: 'UTC', limits: [] };
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
    const answer = await (once
      ? this.#say('games', command).then(([said]) => said ?? null)
      : this.insist('games', command));
    const told = { userId, command, cents, transactionId: transactionOf(answer), takenBack: false };
    this.told.push(told);
    return told;
  }

  /** Says it all again, a player's in their order; answers in the order of `told`. */
  async repeatAll(): Promise<Map<Told, Answer>> {
    const answers = new Map<Told, Answer>();
    const repeat = async (some: Told[]): Promise<void> => {
      for (let at = 0; at < some.length; at += 20) {
        const part = some.slice(at, at + 20);
        let left = part;
        while (left.length > 0) {
          const results = await this.#say('games', ...left.map(({ command }) => command));
          left.forEach((told, index) => results[index] && answers.set(told, results[index]));
          left = part.filter((told) => !answers.has(told));
        }
      }
    };
    const people = new Set(this.told.map(({ userId }) => userId));
    await Promise.all([...people].map((userId) => repeat(this.told.filter((told) => told.userId === userId))));
    return answers;
  }

  /** Asks until there is an answer. */
  async insist(asker: Asker, command: Command): Promise<Answer> {
    for (;;) {
      const [answer] = await this.#say(asker, command);
      if (answer) return answer;
      this.repeats++;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  /** Asks once; null: there was no word, or that it be tried again. */
  async #say(asker: Asker, ...commands: Command[]): Promise<(Answer | null)[]> {
    const { results } = await this.wallet[asker](askCommands[asker], { commands }, { timeoutMs: 1_000 }).catch(() => ({
      results: [] as CommandResult[],
    }));
    return commands.map((_, index) => {
      const result = results[index];
      return result && result.status !== 'TRY_AGAIN' ? result : null;
    });
  }
}

/** Of the answer; throws where it is a refusal. */
function transactionOf(answer: Answer | null): string | null {
  if (!answer) return null;
  if (answer.status === 'DONE') return answer.results[0]!.transactionId;
  throw new Error(JSON.stringify(answer));
}
