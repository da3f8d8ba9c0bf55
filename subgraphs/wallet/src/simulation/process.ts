/** A wallet process of the simulation: the ledger's own lanes over the database in memory. It is slow, its clock is wrong, it dies. */
import type { CommandResult } from '@croupier/contracts';
import { type FaultPoint, Lane, type LaneLog } from '../ledger/lane.ts';
import type { LedgerCommand } from '../ledger/operation.ts';
import { ratesOf } from '../ledger/rates.ts';
import type { MemoryDatabase, Owner } from './memory-database.ts';
import type { World } from './world.ts';

const RATES = ratesOf({});
const MOST_SKEW_MS = 40;

export class Process implements Owner {
  alive = true;
  readonly #lanes: Lane[];
  readonly #skewMs: number;

  constructor(
    readonly world: World,
    readonly database: MemoryDatabase,
    readonly name: string,
    lanes: number,
  ) {
    this.#skewMs = world.random.below(2 * MOST_SKEW_MS) - MOST_SKEW_MS;
    this.#lanes = Array.from({ length: lanes }, (_, lane) => this.#openLane(lane));
  }

  now(): number {
    return this.world.now + this.#skewMs;
  }

  submit(lane: number, command: LedgerCommand): Promise<CommandResult> {
    return this.#lanes[lane]!.submit(command);
  }

  crash(why: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.world.tell(() => `process ${this.name} dies: ${why}`);
    this.database.bury(this);
  }

  #openLane(lane: number): Lane {
    const { world, database } = this;
    const log: LaneLog = {
      warn: () => undefined,
      error: (about, message) => {
        if (message === 'a command broke the judge')
          world.violate(`${message}: ${(about as { err: Error }).err.message}`);
      },
    };
    return new Lane({
      ...{
        lane,
        log,
        rates: RATES,
        clock: { now: () => this.now(), sleep: (ms) => world.sleep(ms), turn: () => world.sleep(0) },
      },
      store: { connect: (wanted) => database.connect(wanted, this) },
      newId: () => `00000000-0000-7000-8000-${String(world.newNumber()).padStart(12, '0')}`,
      afterCommit: () => undefined,
      fault: (point) => this.#fault(point),
    });
  }

  #fault(point: FaultPoint): void | Promise<void> {
    const { world } = this;
    if (world.strikes(8)) {
      this.crash(point);
      return new Promise(() => undefined);
    }
    if (point === 'after-answer') return;
    if (world.strikes(4)) throw new Error(`a fault at ${point}`);
    // It stands still, with the lane's lock in its hand.
    if (point === 'after-read' && world.strikes(20)) return world.sleep(world.random.below(120));
  }
}
