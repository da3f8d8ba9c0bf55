/**
 * What an operator does on the machine itself.
 *
 *   npm run admin -- grant EMAIL [ROLE]     gives a role (ADMIN) to a person who has signed in: the first ADMIN of an installation
 *   npm run admin -- parked ROOM            lists the messages that ROOM could not handle
 *   npm run admin -- replay ROOM ID         handles one of them now
 *
 * Takes addresses from the house that was started here, or from ROOM_DATABASE_URL and the keys in the environment.
 */
import { resolve } from 'node:path';
import { ROLES, type RoleName } from '@croupier/contracts';
import { DATABASE_ROOMS, readHouse, type DatabaseRoom } from '@croupier/infra';
import {
  ANONYMOUS,
  connectAsk,
  connectLive,
  connectNats,
  createLog,
  listParked,
  Loaders,
  openOrm,
  replayParked,
  type Context,
} from '@croupier/kit';

const [verb, first, second] = process.argv.slice(2);

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function environmentOf(room: DatabaseRoom): Record<string, string | undefined> {
  const databaseUrl = process.env[`${room.toUpperCase()}_DATABASE_URL`];
  if (databaseUrl) return { ...process.env, DATABASE_URL: databaseUrl };
  return readHouse(resolve(process.env.CROUPIER_STATE_DIR ?? '.croupier')).environmentOf(room);
}

async function grant(email: string, role: string): Promise<void> {
  if (!ROLES.includes(role as RoleName)) refuse(`roles: ${ROLES.join(', ')}`);
  const { grantRole, openForScripts } = await import('../subgraphs/users/src/index.ts');
  const { DATABASE_URL, ACCESS_TOKEN_KEY, SECRETS_KEY } = environmentOf('users');
  const users = await openForScripts({
    databaseUrl: DATABASE_URL!,
    accessTokenKey: JSON.parse(ACCESS_TOKEN_KEY!) as JsonWebKey,
    secretsKey: SECRETS_KEY!,
  });
  try {
    await grantRole(users.context(), { email, role: role as RoleName });
    console.log(`${email} is ${role} now`);
  } finally {
    await users.close();
  }
}

/** Lists or replays parked messages of a room, with a context like its service's (without what only the service has). */
async function parked(room: DatabaseRoom, replayId: string | null): Promise<void> {
  const { ormFor } = (await import(`../subgraphs/${room}/src/orm.ts`)) as {
    ormFor: (url: string) => Parameters<typeof openOrm>[0];
  };
  const environment = environmentOf(room);
  const log = createLog(`${room}-admin`, 'warn');
  const [orm, nats] = await Promise.all([
    openOrm(ormFor(environment.DATABASE_URL!)),
    connectNats(environment.NATS_URL!, log),
  ]);
  const ctx: Context = {
    em: orm.em.fork() as Context['em'],
    identity: ANONYMOUS,
    log,
    now: () => new Date(),
    ask: connectAsk(nats),
    live: connectLive(nats, room),
    loaders: new Loaders(),
    room: undefined,
  };
  try {
    if (replayId) {
      const { messages } = (await import(`../subgraphs/${room}/src/messages.ts`)) as {
        messages: { consumers?: never[] };
      };
      await replayParked(ctx, messages.consumers ?? [], replayId);
      console.log(`${room}: message ${replayId} was handled`);
      return;
    }
    const found = await listParked(ctx);
    if (found.length === 0) console.log(`${room}: nothing is parked`);
    for (const each of found)
      console.log(
        `${each.id}  ${each.parked_at.toISOString?.() ?? each.parked_at}  ${each.consumer}  ${each.subject}  ${each.error}`,
      );
  } finally {
    await nats.drain();
    await orm.close(true);
  }
}

const room = (name: string | undefined): DatabaseRoom =>
  DATABASE_ROOMS.find((each) => each === name) ?? refuse(`rooms: ${DATABASE_ROOMS.join(', ')}`);

if (verb === 'grant' && first) await grant(first, second ?? 'ADMIN');
else if (verb === 'parked') await parked(room(first), null);
else if (verb === 'replay' && second) await parked(room(first), second);
else refuse('npm run admin -- grant EMAIL [ROLE] | parked ROOM | replay ROOM ID');
