import type { Running, SubgraphDefinition } from '@croupier/kit';
import type { CallSettings } from './catalogue/provider-calls.ts';
import { resealSecrets } from './catalogue/reseal-secrets.ts';
import { seedDemo } from './catalogue/seed-demo.ts';
import { syncCatalogue } from './catalogue/sync-catalogue.ts';
import type { GamesConfig } from './config.ts';
import { openDoor } from './door.route.ts';
import { messages } from './messages.ts';
import { ormFor } from './orm.ts';
import { makeRoom, type GamesContext, type GamesRoom } from './room.ts';
import { closeOpenRounds } from './rounds/close-open-rounds.ts';
import { finishOpenRounds } from './rounds/finish-open-rounds.ts';
import { parts } from './schema.ts';
import { removeExpiredSessions } from './sessions/remove-expired-sessions.ts';

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
  const timers = jobsOf(config).map(({ everyMs, atOnce, what, work }) => {
    const run = () =>
      void work(makeContext()).catch((error: unknown) => running.log.warn({ err: error }, `the job failed: ${what}`));
    if (atOnce) run();
    return setInterval(run, everyMs);
  });
  return {
    room,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await stop();
    },
  };
}

interface Job {
  everyMs: number;
  atOnce: boolean;
  what: string;
  work: (ctx: GamesContext) => Promise<unknown>;
}

function jobsOf({ ROUND_ASKED_AFTER_MINUTES: askAfter, ROUND_CLOSES_AFTER_HOURS: closeAfter }: GamesConfig): Job[] {
  const jobs: Job[] = [
    { everyMs: 60_000, atOnce: true, what: 'sync the catalogue', work: syncCatalogue },
    { everyMs: 10 * 60_000, atOnce: true, what: 'remove expired sessions', work: removeExpiredSessions },
  ];
  const later = { everyMs: 60_000, atOnce: false };
  if (askAfter > 0)
    jobs.push({ ...later, what: 'finish rounds left open', work: (ctx) => finishOpenRounds(ctx, askAfter) });
  if (closeAfter > 0)
    jobs.push({ ...later, what: 'close rounds left open', work: (ctx) => closeOpenRounds(ctx, closeAfter) });
  return jobs;
}
