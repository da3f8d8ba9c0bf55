import type { Context, Running } from '@croupier/kit';
import { RecalculationRunner } from './bookmaker/recalculation-runner.ts';
import { PartnerMemory } from './bookmaker/partner-memory.ts';
import { StudioMemory } from './catalogue/studio-memory.ts';
import { LedgerCommands } from './ledger-commands.ts';
import { SessionMemory } from './sessions/session-memory.ts';

/** What a process of games keeps in memory. Everything in it can be read again from the database. */
export interface GamesRoom {
  ledger: LedgerCommands;
  sessions: SessionMemory;
  studios: StudioMemory;
  partners: PartnerMemory;
  recalculations: RecalculationRunner;
  secretsKey: string;
  /** where a game's page sends people back to */
  lobbyUrl: string;
}
export type GamesContext = Context<GamesRoom>;

/** What processes tell each other, so that none bets on yesterday's session or secret. */
export const MEMORY_TOPIC = 'memory';
export type MemoryChange = { what: 'session'; tokenHash: string } | { what: 'studios' };

/** Makes the room and follows what other processes of games change. `stop` ends the following. */
export async function makeRoom(
  running: Running<GamesRoom>,
  secretsKey: string,
  lobbyUrl: string,
): Promise<{ room: GamesRoom; stop: () => Promise<void> }> {
  const { ask, live } = running.makeContext();
  const room: GamesRoom = {
    ledger: new LedgerCommands(ask),
    sessions: new SessionMemory(),
    studios: new StudioMemory(),
    partners: new PartnerMemory(),
    recalculations: new RecalculationRunner(() => ({ ...running.makeContext(), room })),
    secretsKey,
    lobbyUrl,
  };
  const changes = live.follow<MemoryChange>(MEMORY_TOPIC);
  void (async () => {
    for await (const change of changes) {
      if (change.what === 'session') room.sessions.forget(change.tokenHash);
      else room.studios.forget();
    }
  })();
  return {
    room,
    stop: async () => {
      await room.recalculations.stop();
      await changes.return?.();
    },
  };
}
