import type { FastifyRequest } from 'fastify';
import type { GatewayParts } from '../gateway.ts';
import type { GraphqlParameters } from '../http/read-request.ts';
import type { Caller } from '../identity/caller.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { OperationRun } from '../supergraph/run-operation.ts';

export const REST_PATH = '/partner/v1';

/** What the partners' edges share: who asks (by X-Api-Key alone), and operations of the contract. */
export interface PartnerDoor extends GatewayParts {
  callerOf: (request: FastifyRequest) => Caller;
  contract: () => LoadedSupergraph;
  prepare: (parameters: GraphqlParameters, caller: Caller, trace: string) => OperationRun;
}
