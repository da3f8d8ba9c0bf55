import { NotBuiltYet } from '@croupier/kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayParts } from '../gateway.ts';
import { mountGraphqlRoute } from '../http/graphql.route.ts';
import type { Caller } from '../identity/caller.ts';
import { chargeOperation } from '../protection/charge-operation.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { sourceOf } from '../protection/safe-operations.ts';
import { createOperationCache } from '../supergraph/operation-cache.ts';
import { refusal } from '../supergraph/request-refused.ts';
import type { CheckKey, Partner } from './check-key.ts';
import { contractSupergraph } from './contract.ts';
import type { PartnerDoor } from './door.ts';
import { mountReference } from './reference.route.ts';
import { mountRest } from './rest.route.ts';

export interface PartnerParts extends GatewayParts {
  checkKey: CheckKey;
  /** signs an identity for subgraphs */
  sign: (identity: Partner) => Promise<string>;
}

/**
 * The partners' addresses: the contract as a graph (`/partner/graphql`), the same as REST (`/partner/v1/…`), its OpenAPI document and the
 * reference page, which are open to all. Behind a key a bearer token adds nothing: it is not looked at.
 */
export function mountPartnerApi(app: FastifyInstance, { checkKey, sign, ...parts }: PartnerParts): void {
  const operations = createOperationCache({ limited: true, log: parts.log });
  const callers = new WeakMap<FastifyRequest, Caller>();
  const contract = (): LoadedSupergraph => {
    const found = contractSupergraph(parts.supergraph.current());
    if (!found) throw new NotBuiltYet('The partner API of this supergraph, which has nothing public,');
    return found;
  };
  parts.supergraph.beforeNext(async (next, now) => {
    const [from, to] = [contractSupergraph(now), contractSupergraph(next)];
    if (from && to) await operations.carryOver(from, to);
  });
  const door: PartnerDoor = {
    ...parts,
    callerOf: (request) => callers.get(request)!,
    contract,
    prepare: (parameters, caller, trace) => {
      const { operationName, variables } = parameters;
      const prepared = operations.prepare(contract(), sourceOf(parameters, null), operationName);
      const cost = chargeOperation(prepared, variables, caller, parts.rate);
      return { prepared, variables, caller, traceparent: trace, cost };
    },
  };
  void app.register(async (scope) => {
    // before anything is read: without the exact key there is nothing to talk about
    scope.addHook('onRequest', async (request) => {
      const partner = await checkKey(request.headers['x-api-key']);
      if (!partner)
        throw refusal('UNAUTHENTICATED', 'X-Api-Key is missing or not valid', { status: 401, always: true });
      const identity = { ...partner, address: parts.addressOf(request.raw) };
      callers.set(request, { identity, identityToken: () => sign(identity), sessionEndsAtMs: null });
    });
    const graph = { ...door, identify: async (...[, , request]: [unknown, unknown, FastifyRequest]) => door.callerOf(request), answerWithEvents: null }; // prettier-ignore
    mountGraphqlRoute(scope, graph, '/partner/graphql');
    mountRest(scope, door);
  });
  mountReference(app, door);
}
