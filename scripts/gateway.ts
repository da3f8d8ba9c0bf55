/**
 * `npm run gateway -- --supergraph FILE [--port 4600] [--workers 1] [--open]`: the gateway alone, for any Federation 2 supergraph.
 * Everybody is anonymous, subgraphs get no identity, limits are off, nothing is written. `--open` lets fields without a declared rule through.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    port: { type: 'string', default: '4600' },
    workers: { type: 'string', default: '1' },
    open: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);
const workers = Number(values.workers);
const isCount = Number.isInteger(workers) && workers >= 1 && workers <= 64;
if (
  !values.supergraph ||
  !isCount ||
  (workers > 1 && port === 0) ||
  !Number.isInteger(port) ||
  port < 0 ||
  port > 65_535
) {
  console.error('usage: npm run gateway -- --supergraph FILE [--port 4600] [--workers 1] [--open]');
  process.exit(78);
}
if (values.open && process.env.NODE_ENV === 'production') {
  console.error('--open is refused with NODE_ENV=production');
  process.exit(78);
}
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
// Loaded only now, and by those who serve: a refusal above should not wait for it.
const [{ runWorkers }, { connectTracing, createLog, readConfig, tracingConfig }, { z }] = await Promise.all([
  import('../gateway/src/workers/run-workers.ts'),
  import('@croupier/kit'),
  import('zod'),
]);
const config = readConfig(z.object(tracingConfig));
const log = createLog('gateway', process.env.LOG_LEVEL ?? 'info');
const supergraphFile = resolve(values.supergraph);
try {
  await runWorkers(workers, log, async (seat) => {
    const { startGateway } = await import('../gateway/src/gateway.ts');
    const tracing = await connectTracing('gateway', config, log);
    const gateway = await startGateway({
      host: '127.0.0.1',
      port,
      log,
      supergraphFile,
      open: values.open,
      mask: false,
      limits: null,
      allowedOrigins: null,
      tracing,
      traceparentFromOutside: config.TRACEPARENT_FROM_OUTSIDE,
      apolloTraces: config.APOLLO_TRACES,
      seat,
    });
    return {
      stop: async () => {
        await gateway.stop();
        await tracing?.stop();
      },
    };
  });
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
