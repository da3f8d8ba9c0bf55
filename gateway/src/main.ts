import { createLog, readConfig, refuseDemoInProduction } from '@croupier/kit';
import { gatewayConfig } from './config.ts';
import { runWorkers } from './workers/run-workers.ts';

process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const config = readConfig(gatewayConfig);
refuseDemoInProduction(config);
await runWorkers(config.GATEWAY_WORKERS, createLog('gateway', config.LOG_LEVEL), async (seat) => {
  // Loaded only by those who serve.
  const { startHouseGateway } = await import('./house.ts');
  return startHouseGateway(config, undefined, seat);
});
