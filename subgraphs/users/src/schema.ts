import type { SubgraphParts } from '@croupier/kit';
import { DemoResolver } from './demo/demo.resolver.ts';
import { ExclusionResolver } from './exclusions/exclusion.resolver.ts';
import { KycResolver } from './kyc/kyc.resolver.ts';
import { LimitResolver } from './limits/limit.resolver.ts';
import { PartnerKeyResolver } from './partners/partner-key.resolver.ts';
import { visibleUser } from './profile/load-user.ts';
import { UserResolver } from './profile/user.resolver.ts';
import { SessionResolver } from './sessions/session.resolver.ts';
import { SignInResolver } from './sign-in/sign-in.resolver.ts';

/** What this subgraph adds to the graph. */
export const parts: SubgraphParts = {
  resolvers: [
    SignInResolver,
    SessionResolver,
    UserResolver,
    KycResolver,
    LimitResolver,
    ExclusionResolver,
    PartnerKeyResolver,
    DemoResolver,
  ],
  references: { User: (reference, ctx) => visibleUser(ctx, reference.id!) },
};
