import { createGatewayRuntime, createLoggerFromLogging } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { IDENTITY_HEADER } from '@croupier/kit';
import { type PeerStart, serveIdentified, type StartPeer } from './peer.ts';

/** The Guild's Hive Gateway, planning and merging in JavaScript. Identical requests are not merged into one. */
export const hive: StartPeer = (start) => startHive(start, {});

/** The same with router-runtime: the Rust router's planner. */
export const hiveRust: StartPeer = (start) => startHive(start, { unifiedGraphHandler });

function startHive(start: PeerStart, planner: object): Promise<string> {
  const gateway = createGatewayRuntime({
    supergraph: start.supergraphSdl,
    logging: createLoggerFromLogging(false),
    inboundInflightRequestDeduplication: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({ [IDENTITY_HEADER]: request.headers.get(IDENTITY_HEADER) ?? '' }),
    },
    ...planner,
  });
  return serveIdentified(start, gateway as never);
}
