/** A room of nothing but the kit's own tables, for the kit's tests. */
import { freshEmptyDatabase, freshNats } from '@croupier/testkit';
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { pino } from 'pino';
import {
  ANONYMOUS,
  connectAsk,
  connectLive,
  connectNats,
  KIT_TABLES,
  Loaders,
  openOrm,
  ormOptions,
  type Context,
} from '../index.ts';

export async function toyRoom(room: 'users' | 'games' = 'users') {
  const [database, broker] = await Promise.all([freshEmptyDatabase(room), freshNats()]);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  for (const sql of [...KIT_TABLES, 'create table noted (id bigint generated always as identity, text text not null)'])
    await owner.query(sql);
  await owner.end();
  const log = pino({ level: 'silent' });
  const orm: MikroORM = await openOrm(ormOptions(database.appUrl, { entities: [], moduleUrl: import.meta.url }));
  const nats = await connectNats(broker.natsUrl(room), log);
  const makeContext = (): Context => ({
    em: orm.em.fork() as Context['em'],
    identity: ANONYMOUS,
    log,
    now: () => new Date(),
    ask: connectAsk(nats),
    live: connectLive(nats, room),
    loaders: new Loaders(),
    room: undefined,
  });
  return {
    database,
    broker,
    nats,
    log,
    makeContext,
    async close() {
      await nats.close();
      await orm.close(true);
      await broker.stop();
      await database.drop();
    },
  };
}
