import { traceIdOf, traceparent } from '@croupier/kit';
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

/** A request's trace, its caller's own where it brings one. */
export const traceOf = (request: FastifyRequest): string => traceparent(traceIdOf(request.headers.traceparent));
