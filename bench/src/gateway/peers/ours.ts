import { fileURLToPath } from 'node:url';
import { createLog } from '@croupier/kit';
import { startGateway } from '../../../../gateway/src/index.ts';
import { identifyRemembered, type StartPeer } from './peer.ts';

const SUPERGRAPH = fileURLToPath(new URL('../../../../gateway/supergraph.graphql', import.meta.url));

/** The house's gateway with all that stands in a request's way: limits, access rules, rate, masking, metrics. */
export const ours: StartPeer = async (start) => {
  const { url } = await startGateway({
    host: '127.0.0.1',
    port: 0,
    log: createLog('gateway', 'error'),
    supergraphFile: SUPERGRAPH,
    urls: start.urls,
    open: false,
    mask: true,
    limits: { requestsPerSecond: 200, requestsPerSecondAndAddress: 1_000_000 },
    allowedOrigins: null,
    identify: identifyRemembered(start),
  });
  return `${url}/graphql`;
};
