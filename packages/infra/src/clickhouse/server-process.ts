/**
 * The ClickHouse engine in a process of its own, behind ClickHouse's HTTP interface. Started by `startClickhouse`.
 * Takes CLICKHOUSE_DATA_DIR, CLICKHOUSE_PORT and CLICKHOUSE_PASSWORD.
 */
import { openEngine } from './engine.ts';
import { serveHttp } from './http.ts';

const { CLICKHOUSE_DATA_DIR: dataDir, CLICKHOUSE_PORT: port, CLICKHOUSE_PASSWORD: password } = process.env;
if (!dataDir || !port || !password)
  throw new Error('CLICKHOUSE_DATA_DIR, CLICKHOUSE_PORT and CLICKHOUSE_PASSWORD are needed');

const engine = openEngine(dataDir);
const server = serveHttp(engine, password);
server.on('error', (cause) => {
  console.error(String(cause));
  process.exit(1);
});
server.listen(Number(port), '127.0.0.1');

const stop = (): void => {
  server.close(() => {
    engine.close();
    process.exit(0);
  });
  server.closeIdleConnections();
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
