import { IDENTITY_HEADER } from '@croupier/kit';
import { load } from '../../../peers/load.mjs';
import { type PeerStart, serveIdentified, type StartPeer } from './peer.ts';

/** The Guild's Hive Gateway, planning and merging in JavaScript. Identical requests are not merged into one. */
export const hive: StartPeer = (start) => startHive(start, {});

/** The same with router-runtime: the Rust router's planner. */
export const hiveRust: StartPeer = async (start) => {
  const { unifiedGraphHandler } = await load('@graphql-hive/router-runtime');
  return startHive(start, { unifiedGraphHandler });
};

async function startHive(start: PeerStart, planner: object): Promise<string> {
  const { createGatewayRuntime, createLoggerFromLogging } = await load('@graphql-hive/gateway');
  const gateway = createGatewayRuntime({
    supergraph: start.supergraphSdl,
    logging: createLoggerFromLogging(false),
    inboundInflightRequestDeduplication: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }: { request: Request }) => ({
        [IDENTITY_HEADER]: request.headers.get(IDENTITY_HEADER) ?? '',
      }),
    },
    ...planner,
  });
  return serveIdentified(start, gateway as never);
}
