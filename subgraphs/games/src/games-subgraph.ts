import type { Running, SubgraphDefinition } from '@croupier/kit';
import type { CallSettings } from './catalogue/provider-calls.ts';
import { resealSecrets } from './catalogue/reseal-secrets.ts';
import { seedDemo } from './catalogue/seed-demo.ts';
import { syncCatalogue } from './catalogue/sync-catalogue.ts';
import type { GamesConfig } from './config.ts';
import { openDoor } from './door.route.ts';
import { messages } from './messages.ts';
import { ormFor } from './orm.ts';
import { makeRoom, type GamesRoom } from './room.ts';
import { closeOpenRounds } from './rounds/close-open-rounds.ts';
import { parts } from './schema.ts';
import { removeExpiredSessions } from './sessions/remove-expired-sessions.ts';

const SYNC_EVERY_MS = 60_000;
const CLEAN_EVERY_MS = 10 * 60_000;
const CLOSE_EVERY_MS = 60_000;

/** The games subgraph: what main.ts runs and tests start on port 0. */
export function gamesSubgraph(
  config: GamesConfig,
  calls: Partial<CallSettings> = {},
): SubgraphDefinition<GamesRoom, GamesConfig> {
  return {
    name: 'games',
    config,
    orm: ormFor(config.DATABASE_URL),
    parts,
    messages,
    room: (running) => startRoom(running, config, calls),
    door: { port: config.CALLBACK_PORT, routes: openDoor },
  };
}

async function startRoom(
  running: Running<GamesRoom>,
  config: GamesConfig,
  calls: Partial<CallSettings>,
): Promise<{ room: GamesRoom; stop: () => Promise<void> }> {
  const { room, stop } = await makeRoom(running, config.SECRETS_KEY, config.WEB_URL, calls);
  const makeContext = () => ({ ...running.makeContext(), room });
  await resealSecrets(makeContext());
  if (config.CROUPIER_DEMO) await seedDemo(makeContext(), config.SANDBOX_URL);
  const sync = () =>
    void syncCatalogue(makeContext()).catch((error: unknown) =>
      running.log.warn({ err: error }, 'the catalogue was not synced'),
    );
  sync();
  const removeExpired = () =>
    void removeExpiredSessions(makeContext()).catch((error: unknown) =>
      running.log.warn({ err: error }, 'expired sessions were not removed'),
    );
  removeExpired();
  const closeRounds = () =>
    void closeOpenRounds(makeContext(), config.ROUND_CLOSES_AFTER_HOURS).catch((error: unknown) =>
      running.log.warn({ err: error }, 'rounds that were left open were not closed'),
    );
  const timers = [setInterval(sync, SYNC_EVERY_MS), setInterval(removeExpired, CLEAN_EVERY_MS)];
  if (config.ROUND_CLOSES_AFTER_HOURS > 0) timers.push(setInterval(closeRounds, CLOSE_EVERY_MS));
  return {
    room,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await stop();
    },
  };
}
