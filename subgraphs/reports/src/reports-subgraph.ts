import { repeat, type Running, type SubgraphDefinition } from '@croupier/kit';
import type { ReportsConfig } from './config.ts';
import { mountDownloads } from './exports/download.route.ts';
import { makeExports } from './exports/make-exports.ts';
import { connectClickhouse } from './ingest/clickhouse.ts';
import { prepareClickhouse } from './ingest/prepare-clickhouse.ts';
import { sendDimensions } from './ingest/send-dimensions.ts';
import { consumers, projections } from './messages.ts';
import { ormFor } from './orm.ts';
import type { ReportsRoom } from './room.ts';
import { parts } from './schema.ts';

const PREPARE_MS = 500;
const DIMENSIONS_MS = 300;
const EXPORTS_MS = 1_000;

/** The reports subgraph as `startSubgraph` and `runSubgraph` take it. It starts without ClickHouse and catches up. */
export function reportsSubgraph(config: ReportsConfig): SubgraphDefinition<ReportsRoom, ReportsConfig> {
  return {
    name: 'reports',
    config,
    orm: ormFor(config.DATABASE_URL),
    parts,
    messages: { consumers: consumers as never, projections },
    room: async (running) => makeRoom(config, running),
    routes: (app, running) => mountDownloads(app, running, config.GATEWAY_VERIFY_KEY),
  };
}

/** What runs without being asked: ClickHouse's tables, the dimensions' way there, the files that were asked for. */
function makeRoom(config: ReportsConfig, { makeContext, log }: Running<ReportsRoom>) {
  const clickhouse = connectClickhouse(config.CLICKHOUSE_URL, log);
  const room: ReportsRoom = { clickhouse, wakeExports: () => exports.wake() };
  const context = () => ({ ...makeContext(), room });
  const exports = repeat('exports', EXPORTS_MS, log, () => makeExports(context()));
  const loops = [
    repeat('clickhouse tables', PREPARE_MS, log, () => prepareClickhouse(context())),
    repeat('dimensions', DIMENSIONS_MS, log, () => sendDimensions(context())),
    exports,
  ];
  const stop = async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await clickhouse.close();
  };
  return { room, stop };
}
