import { repeat, type Running, type SubgraphDefinition } from '@croupier/kit';
import { pingBookmakers } from './bookmaker/ping-bookmakers.ts';
import type { CallSettings } from './catalogue/provider-calls.ts';
import { resealSecrets } from './catalogue/reseal-secrets.ts';
import { seedDemo } from './catalogue/seed-demo.ts';
import { syncCatalogue } from './catalogue/sync-catalogue.ts';
import type { GamesConfig } from './config.ts';
import { openDoor } from './door.route.ts';
import { messages } from './messages.ts';
import { ormFor } from './orm.ts';
import { makeRoom, type GamesRoom } from './room.ts';
import { tellPendingGrants } from './free-rounds/tell-pending-grants.ts';
import { closeOpenRounds } from './rounds/close-open-rounds.ts';
import { finishOpenRounds } from './rounds/finish-open-rounds.ts';
import { parts } from './schema.ts';
import { removeExpiredSessions } from './sessions/remove-expired-sessions.ts';

const SYNC_EVERY_MS = 60_000;
const BOOKMAKERS_EVERY_MS = 60_000;
const CLEAN_EVERY_MS = 10 * 60_000;
const ROUNDS_EVERY_MS = 60_000;
const GRANTS_EVERY_MS = 60_000;

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
  const { log } = running;
  const { ROUND_ASKED_AFTER_MINUTES: askAfter, ROUND_CLOSES_AFTER_HOURS: closeAfter } = config;
  const loops = [
    repeat('catalogue', SYNC_EVERY_MS, log, () => syncCatalogue(makeContext())),
    repeat('bookmakers', BOOKMAKERS_EVERY_MS, log, () => pingBookmakers(makeContext())),
    repeat('expired sessions', CLEAN_EVERY_MS, log, () => removeExpiredSessions(makeContext())),
    repeat('pending free rounds', GRANTS_EVERY_MS, log, () => tellPendingGrants(makeContext())),
  ];
  if (askAfter > 0)
    loops.push(repeat('rounds to ask of', ROUNDS_EVERY_MS, log, () => finishOpenRounds(makeContext(), askAfter)));
  if (closeAfter > 0)
    loops.push(repeat('rounds to close', ROUNDS_EVERY_MS, log, () => closeOpenRounds(makeContext(), closeAfter)));
  return {
    room,
    stop: async () => {
      // Not waited for: a studio that is asked for its games may be silent for a while.
      for (const loop of loops) void loop.stop();
      await stop();
    },
  };
}
