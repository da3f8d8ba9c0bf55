import { resolve } from 'node:path';
import type { CommandResult, WalletState } from '@croupier/contracts';
import { isStateLocked, readHouse, readRunFile, type ServiceName } from '@croupier/infra';
import {
  areRoundsBehind,
  closeOpenRounds,
  connectGames,
  expireSession,
  finishOpenRounds,
  openDemoSession,
} from '../../subgraphs/games/src/index.ts';
import { issueDemoSession, openForScripts, User, type UsersForScripts } from '../../subgraphs/users/src/index.ts';
import { createLedger, type Ledger } from '../../subgraphs/wallet/src/index.ts';

const PAUSE_MS = 50;
const PATIENCE_MS = 30_000;
const RESTART_PATIENCE_MS = 120_000;

/** The rooms of a running demo house, opened in this process as far as they are needed. */
export class DemoHouse {
  #users: Promise<UsersForScripts> | null = null;
  #ledger: Promise<Ledger> | null = null;
  #games: ReturnType<typeof connectGames> | null = null;

  private constructor(
    private readonly stateDir: string,
    private readonly environmentOf: (room: 'users' | 'wallet' | 'games') => Record<string, string>,
  ) {}

  /** Throws where nothing was started over this state folder, or where it is no demo house. */
  static async open(stateDir: string): Promise<DemoHouse> {
    const { facts, environmentOf } = readHouse(resolve(stateDir));
    if (!facts.isDemo)
      throw new Error(
        'This is no demo house: demo people exist on the embedded default only (or with CROUPIER_DEMO=1)',
      );
    return new DemoHouse(resolve(stateDir), environmentOf);
  }

  users(): Promise<UsersForScripts> {
    const { DATABASE_URL, ACCESS_TOKEN_KEY, SECRETS_KEY } = this.environmentOf('users');
    this.#users ??= openForScripts({
      databaseUrl: DATABASE_URL!,
      accessTokenKey: JSON.parse(ACCESS_TOKEN_KEY!) as JsonWebKey,
      secretsKey: SECRETS_KEY!,
    });
    return this.#users;
  }

  ledger(): Promise<Ledger> {
    this.#ledger ??= createLedger({ databaseUrl: this.environmentOf('wallet').DATABASE_URL! });
    return this.#ledger;
  }

  games(): ReturnType<typeof connectGames> {
    const { DATABASE_URL, NATS_URL, SECRETS_KEY, WEB_URL } = this.environmentOf('games');
    this.#games ??= connectGames({
      DATABASE_URL: DATABASE_URL!,
      NATS_URL: NATS_URL!,
      SECRETS_KEY: SECRETS_KEY!,
      WEB_URL: WEB_URL!,
    });
    return this.#games;
  }

  /** An access token of a demo person. Throws for a name that the demo does not know. */
  async tokenOf(name: string, wishes: { ttlSeconds?: number; claims?: Record<string, unknown> } = {}): Promise<string> {
    const ctx = (await this.users()).context();
    const person = await ctx.em.findOne(User, { demo: true, displayName: name }, { orderBy: { createdAt: 'asc' } });
    if (!person) throw new Error(`No demo person is called ${name}: Alice, Bob, Olga, Frank, Clara, Sam`);
    return (await issueDemoSession(ctx, person.id, wishes)).accessToken;
  }

  async expireSession(token: string): Promise<void> {
    await expireSession((await this.games()).ctx, token);
  }

  /** What the jobs of rounds do after their time, now: studios are asked for what is open, and what they do not know is closed. */
  async closeRounds(): Promise<void> {
    const { ctx } = await this.games();
    const forked = () => ({ ...ctx, em: ctx.em.fork() as typeof ctx.em });
    await patiently(async () => refuseWhile(await areRoundsBehind(forked()), 'The rounds are behind the ledger'));
    await finishOpenRounds(forked(), 0);
    await patiently(async () => refuseWhile((await closeOpenRounds(forked(), 0)) > 0, 'Rounds are still open'));
  }

  /** Ends a service without a warning and waits until its supervisor has started it again. Throws where none of this name runs. */
  async restart(name: ServiceName): Promise<void> {
    const running = () => readRunFile(this.stateDir).services.find((service) => service.name === name);
    const before = running();
    if (!before || !isStateLocked(this.stateDir)) throw new Error(`no ${name} runs over ${this.stateDir}`);
    process.kill(before.pid, 'SIGKILL');
    await patiently(async () => {
      const now = running();
      refuseWhile(!now || now.pid === before.pid, `${name} does not run again`);
      const { status } = await fetch(`http://127.0.0.1:${before.port}/readyz`);
      refuseWhile(status !== 200, `${name} is not ready`);
    }, RESTART_PATIENCE_MS);
  }

  /**
   * A session without a launch, of a game or (`gameCode` null) at a bookmaker; answers its token. Waits for the catalogue, which games makes
   * when it starts.
   */
  async sessionOf(userId: string, gameCode: string | null, currency: string, provider?: string): Promise<string> {
    const { ctx } = await this.games();
    return patiently(() =>
      openDemoSession({ ...ctx, em: ctx.em.fork() as typeof ctx.em }, { userId, gameCode, currency, provider }),
    );
  }

  /**
   * First money of a demo player: a DEPOSIT Transaction `demo:<userId>` without Payment or limit, once however often it is asked for.
   * Waits for the player's gate, which users commits within a second.
   */
  async fund(userId: string, amount: string, currency: string): Promise<WalletState> {
    return this.deposit(userId, userId, amount, currency);
  }

  /** Demo money once more, once for each reference. Waits for the player's gate likewise. */
  async deposit(userId: string, reference: string, amount: string, currency: string): Promise<WalletState> {
    const ledger = await this.ledger();
    return patiently(async () => {
      const result: CommandResult = await ledger.execute({
        scope: 'psp:demo',
        userId,
        deadlineAt: null,
        policy: null,
        operations: [{ kind: 'deposit', reference, reservation: null, amount, currency }],
      });
      if (result.status !== 'DONE' || !result.wallet)
        throw new Error(`the demo money was not booked: ${JSON.stringify(result)}`);
      return result.wallet;
    });
  }

  async close(): Promise<void> {
    await (await this.#users)?.close();
    await (await this.#ledger)?.stop();
    await (await this.#games)?.stop();
  }
}

function refuseWhile(isSo: boolean, message: string): void {
  if (isSo) throw new Error(message);
}

async function patiently<T>(attempt: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
