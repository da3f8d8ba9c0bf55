/**
 * One life of the ledger under a seed: several processes over the same lanes, clients who repeat what they got no word of, a network
 * that loses, doubles and delays, a database that restarts. After a while the faults stop, and everything must be answered.
 */
import type { CommandResult } from '@croupier/contracts';
import type { LedgerCommand } from '../ledger/operation.ts';
import { Commands, laneOfPlayer } from './commands.ts';
import { MemoryDatabase, POISON } from './memory-database.ts';
import { ROW_NAMES } from './policy-rows.ts';
import { Process } from './process.ts';
import { Witness } from './witness.ts';
import { World } from './world.ts';

const FAULTS_FOR_MS = 1_500;
/** Virtual milliseconds after the last fault within which every command must be answered. */
const ANSWERED_WITHIN_MS = 8_000;

export interface Life {
  seed: number;
  /** what was seen that must never be; null: all was well */
  violation: string | null;
  commands: number;
  entries: number;
  crashes: number;
  /** the same for every run of a seed */
  fingerprint: number;
  trace: string[];
}

export async function simulate(seed: number, { tracing = false } = {}): Promise<Life> {
  const life = new Simulation(new World(seed, tracing));
  await life.run();
  const { world, database, crashes, wishes } = life;
  const entries = database.log.reduce((sum, lane) => sum + lane.length, 0);
  const { violation, fingerprint, trace } = world;
  return { seed, violation, commands: wishes, entries, crashes, fingerprint, trace };
}

class Simulation {
  readonly lanes: number;
  readonly wishes: number;
  crashes = 0;
  readonly database: MemoryDatabase;
  readonly #witness: Witness;
  readonly #commands: Commands;
  readonly #processes: Process[] = [];
  #open: number;

  constructor(readonly world: World) {
    const { random } = world;
    this.lanes = 1 + random.below(3);
    this.wishes = this.#open = 20 + random.below(60);
    this.#witness = new Witness(world);
    this.#commands = new Commands(world, 1 + random.below(6), random.pick(ROW_NAMES));
    this.database = new MemoryDatabase(world, this.lanes, (batch) => {
      world.tell(
        () =>
          `lane ${batch.lane} ${batch.entries.length > 0 ? 'wrote' : 'read'}: ${batch.commands.map(textOf).join(' | ')}`,
      );
      this.#witness.happened(batch);
    });
    const processes = 1 + random.below(3);
    for (let index = 0; index < processes; index++) this.#start(index);
  }

  async run(): Promise<void> {
    const { world } = this;
    // Some lives are crowded, so that batches are full; some are sparse.
    const span = world.random.pick([20, 300, 1_200]);
    const arrivals = this.#commands.arrivals();
    this.#open += arrivals.length;
    for (const arrival of arrivals) world.soon(0, 5, () => this.#pursue(arrival));
    for (let wish = 0; wish < this.wishes; wish++) world.soon(0, span, () => this.#pursue(this.#commands.next()));
    if (world.random.chance(400)) world.soon(0, FAULTS_FOR_MS, () => this.#restartDatabase());
    world.soon(FAULTS_FOR_MS, FAULTS_FOR_MS, () => {
      world.faults = false;
      world.tell(() => 'from here on nothing goes wrong');
    });
    await world.live(() => this.#open === 0 && !world.faults, FAULTS_FOR_MS + ANSWERED_WITHIN_MS);
    if (this.#open > 0) world.violate(`${this.#open} commands were not answered after the faults had stopped`);
    // Copies of messages may still be on their way: they change nothing now.
    await world.live(() => false, ANSWERED_WITHIN_MS);
    if (world.violation === null) this.#witness.checkBooks(this.database);
  }

  #start(index: number): void {
    const process = new Process(this.world, this.database, `${index}.${this.crashes}`, this.lanes);
    this.#processes[index] = process;
    const look = (): void => {
      if (!process.alive) {
        this.crashes += 1;
        return this.#start(index);
      }
      if (!this.world.faults) return;
      if (this.world.strikes(15)) process.crash('killed');
      this.world.soon(10, 100, look);
    };
    this.world.soon(10, 100, look);
  }

  #restartDatabase(): void {
    if (!this.world.faults) return;
    this.world.tell(() => 'the database restarts');
    this.database.restart();
  }

  /** A client repeats the same command, at any process, until it has an answer; at times also after it. */
  #pursue(wish: LedgerCommand): void {
    const { world } = this;
    let attempts = 0;
    let settled = false;
    const attempt = (): void => {
      if (settled) return;
      const mine = ++attempts;
      const hear = (result: CommandResult): void => {
        if (settled || (result.status === 'TRY_AGAIN' && mine !== attempts)) return;
        if (result.status === 'TRY_AGAIN' && (world.faults || !isPoisoned(wish))) return world.soon(0, 60, attempt);
        settled = true;
        this.#open -= 1;
        if (world.random.chance(150)) this.#send(wish, () => undefined);
      };
      this.#send(wish, hear);
      if (world.strikes(60)) this.#send(wish, hear);
      const patience = world.random.pick([40, 150, 600]) * Math.min(attempts, 8);
      world.soon(patience, patience, () => mine === attempts && attempt());
    };
    attempt();
  }

  #send(wish: LedgerCommand, hear: (result: CommandResult) => void): void {
    const { world } = this;
    const index = world.random.below(this.#processes.length);
    const isHurried = world.random.chance(50);
    world.soon(0, world.random.pick([2, 40]), () => {
      const process = this.#processes[index]!;
      if (world.strikes(30) || !process.alive) return;
      const deadlineAt = isHurried ? new Date(world.now + world.random.below(60)).toISOString() : null;
      const command = { ...wish, deadlineAt };
      const lane = laneOfPlayer(wish.userId, this.lanes);
      this.#witness.submitted(command, `${process.name}/${lane}`);
      void process.submit(lane, command).then((result) => {
        if (!process.alive) return;
        this.#witness.answered(command, result);
        world.mark(`${world.now}${JSON.stringify(result)}`);
        world.tell(() => `process ${process.name} answers ${textOf(command)}: ${wordOf(result)}`);
        if (world.strikes(30)) return;
        world.soon(0, world.random.pick([2, 40]), () => hear(result));
      });
    });
  }
}

const isPoisoned = (command: LedgerCommand): boolean => JSON.stringify(command.operations).includes(POISON);
const wordOf = (result: CommandResult): string =>
  result.status === 'TRY_AGAIN' ? `TRY_AGAIN (${result.message})` : JSON.stringify(result);
const textOf = ({ userId, operations }: LedgerCommand): string =>
  operations
    .map((operation) => {
      const { kind, reference, bet, hold, amount, number } = operation as unknown as Record<string, string | number>;
      return [`${kind}@${Number(userId.slice(24))}`, reference ?? number, bet ?? hold, amount]
        .filter((each) => each !== undefined)
        .join(' ');
    })
    .join(' + ');
