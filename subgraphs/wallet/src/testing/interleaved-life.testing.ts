/** A life of the ledger over the real PostgreSQL, in the order that a scheduler chooses, under the eyes of the simulation's witness. */
import type { Scheduler } from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { CommandResult } from '@croupier/contracts';
import { timeOrderedId } from '../ledger/ids.ts';
import { Lane } from '../ledger/lane.ts';
import type { LedgerCommand } from '../ledger/operation.ts';
import { ratesOf } from '../ledger/rates.ts';
import { Commands, laneOfPlayer } from '../simulation/commands.ts';
import { Witness } from '../simulation/witness.ts';
import { World } from '../simulation/world.ts';
import { type IdleSessions, ScheduledDatabase, ScheduledStore } from './scheduled-store.testing.ts';

const LANES = 2;
const MOST_REPEATS = 30;
const RATES = ratesOf({});
const DAY_MS = 86_400_000;

/** Noon: a life ends on the day on which it began. Lives follow one another, as the moments of a lane must. */
let moment = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;

export interface Life {
  violation: string | null;
  commands: number;
  entries: number;
  mishaps: number;
}

export async function liveInterleaved(
  scheduler: Scheduler,
  row: string,
  seed: number,
  sessions: IdleSessions,
): Promise<Life> {
  const world = new World(seed);
  world.faults = false;
  world.now = moment;
  const { random } = world;
  const witness = new Witness(world);
  const life: Life = { violation: null, commands: 0, entries: 0, mishaps: 0 };
  const mishap = () => {
    const chosen = random.chance(30) ? 'lost-before' : random.chance(40) ? 'lost-after' : 'none';
    if (chosen !== 'none') life.mishaps++;
    return chosen;
  };
  const nextMoment = () => (world.now = moment += 1);
  const database = new ScheduledDatabase(scheduler, sessions, nextMoment, mishap, (batch) => {
    life.entries += batch.entries.length;
    witness.happened(batch);
  });
  const processes = Array.from({ length: 2 + random.below(2) }, (_, process) =>
    Array.from({ length: LANES }, (_, lane) => openLane(new ScheduledStore(database, `${process}/${lane}`), lane)),
  );

  // Ids that no other life has.
  const mine = randomUUID().slice(0, 23);
  const own = (wish: LedgerCommand): LedgerCommand => ({
    ...wish,
    userId: `${mine}-${wish.userId.slice(24)}`,
    scope: wish.scope === 'users' ? wish.scope : `${wish.scope}-${mine}`,
  });
  const pursue = async (wish: LedgerCommand): Promise<void> => {
    const lane = laneOfPlayer(wish.userId, LANES);
    for (let repeats = 0; repeats < MOST_REPEATS; repeats++) {
      const process = await database.turn('a client asks', async () => random.below(processes.length));
      const command = { ...wish };
      witness.submitted(command, `${process}/${lane}`);
      const result: CommandResult = await processes[process]![lane]!.submit(command);
      witness.answered(command, result);
      if (result.status !== 'TRY_AGAIN' || world.violation !== null) return;
    }
    world.violate(`not answered: ${JSON.stringify(wish)}`);
  };

  const commands = new Commands(world, 1 + random.below(3), row);
  const live = (wishes: LedgerCommand[]) => {
    life.commands += wishes.length;
    // Some are said twice at once.
    const copies = wishes.flatMap((wish) => (random.chance(100) ? [wish, wish] : [wish]));
    return scheduler.waitFor(Promise.all(copies.map((wish) => pursue(own(wish)))));
  };
  await live(commands.arrivals());
  await live(Array.from({ length: 6 + random.below(12) }, () => commands.next()));
  await Promise.all(processes.flat().map((lane) => lane.stop()));
  return { ...life, violation: world.violation };

  function openLane(store: ScheduledStore, lane: number): Lane {
    const error = (about: object, message: string) =>
      world.violate(`${message}: ${(about as { err?: Error }).err?.message}`);
    return new Lane({
      ...{ lane, store, rates: RATES, clock: store.clock, newId: timeOrderedId },
      ...{ log: { warn: () => undefined, error }, afterCommit: () => undefined },
    });
  }
}
