import { publicKeyFault } from '../../../providers/secret-form.ts';
import type { BookmakerDialect } from '../dialect.ts';
import { pageOf, ping } from './call-bookmaker.ts';
import { CodedFault, readCall } from './read-call.ts';
import { isSignedToken } from './token.ts';
import { badRequest, fault, tryAgain, writeOutcome } from './write-outcome.ts';

/**
 * A dialect in the style of Betby: a bet is made and committed, or discarded; its results come one by one, each with an id of its own, and
 * each may be rolled back. Every call is a JWT. The secret material is the bookmaker's public key.
 */
export const betby: BookmakerDialect = {
  name: 'betby',
  address: 'NAMED',
  isSigned: ({ body }, secret, now) => isSignedToken(body, secret, now),
  read: readCall,
  write: writeOutcome,
  refuseUnsigned: () => fault(2005, 'The token is not signed, or not now'),
  refuseMalformed: (malformed) =>
    malformed instanceof CodedFault ? fault(malformed.errorCode, malformed.message) : badRequest(malformed.message),
  tryAgain,
  secretFault: (secret) =>
    secret.includes('PRIVATE KEY') ? 'is the bookmaker’s public key alone' : publicKeyFault(secret, { elliptic: true }),
  calls: { ping, pageOf },
};
