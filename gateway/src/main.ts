import { createLog, endOnSignal, readConfig, refuseDemoInProduction } from '@croupier/kit';
import { gatewayConfig } from './config.ts';
import { startHouseGateway } from './house.ts';

process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const config = readConfig(gatewayConfig);
refuseDemoInProduction(config);
const gateway = await startHouseGateway(config);
endOnSignal(gateway.stop, createLog('gateway', config.LOG_LEVEL));
