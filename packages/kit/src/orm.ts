import { fileURLToPath } from 'node:url';
import { Migrator } from '@mikro-orm/migrations';
import {
  DefaultLogger,
  defineConfig,
  type LogContext,
  MikroORM,
  type EntityManager,
  type Options,
} from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import type { Tracing } from './tracing/tracing.ts';

const LONGEST_TOLD = 1_000;

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

export async function openOrm(options: Options, tracing: Tracing | null = null): Promise<MikroORM> {
  const all = tracing ? { ...options, loggerFactory: tellQueries(tracing) } : options;
  return (await MikroORM.init(all as never)) as unknown as MikroORM;
}

/** Statements as they are written, with placeholders; what has no time of its own (BEGIN, COMMIT) is left out. */
function tellQueries(tracing: Tracing): Options['loggerFactory'] {
  return (options) =>
    Object.assign(new DefaultLogger(options), {
      logQuery({ query = '', took, level }: LogContext) {
        if (took === undefined) return;
        const text = query.trim().slice(0, LONGEST_TOLD);
        const name = /^\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL';
        const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text };
        tracing.tell({ name, kind: 'client', attributes }, took, level === 'error');
      },
    });
}

/** Raw SQL within the entity manager's transaction, `?` for parameters. Rows come back with bigint columns as text. */
export async function query<Row extends object = Record<string, unknown>>(
  em: EntityManager,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  return em.getConnection().execute<Row[]>(sql, parameters as never, 'all', em.getTransactionContext());
}
