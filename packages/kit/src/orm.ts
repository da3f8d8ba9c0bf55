import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM, type EntityManager, type Options } from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';

/**
 * MikroORM options of a room: its entities, and its migrations beside its package.json.
 * `moduleUrl` is the `import.meta.url` of the room's orm.ts.
 */
export function ormOptions(databaseUrl: string, room: { entities: unknown[]; moduleUrl: string }): Options {
  return defineConfig({
    clientUrl: databaseUrl,
    entities: room.entities as never,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    migrations: {
      path: fileURLToPath(new URL('../migrations', room.moduleUrl)),
      glob: '!(*.d).{ts,js}',
      snapshot: false,
      tableName: 'migration',
      allOrNothing: true,
    },
    forceUtcTimezone: true,
    allowGlobalContext: false,
    discovery: { warnWhenNoEntities: false },
    pool: { min: 1, max: 10 },
    debug: false,
  }) as Options;
}

export async function openOrm(options: Options): Promise<MikroORM> {
  return (await MikroORM.init(options as never)) as unknown as MikroORM;
}

/** Raw SQL within the entity manager's transaction, `?` for parameters. Rows come back with bigint columns as text. */
export async function query<Row extends object = Record<string, unknown>>(
  em: EntityManager,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  return em.getConnection().execute<Row[]>(sql, parameters as never, 'all', em.getTransactionContext());
}
