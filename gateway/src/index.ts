export { gatewayConfig, type GatewayConfig } from './config.ts';
export { startGateway, type GatewayOptions, type RunningGateway } from './gateway.ts';
export { startHouseGateway } from './house.ts';
export { composeSupergraph, CompositionRefused, readSubgraphList } from './supergraph/compose-supergraph.ts';
