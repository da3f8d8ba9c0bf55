import { sharedSecretFault } from '../../../providers/secret-form.ts';
import { isSignedCall } from '../../../providers/signature.ts';
import type { BookmakerDialect } from '../dialect.ts';
import { OtherPartner, readCall } from './read-call.ts';
import { refusal, TRY_AGAIN, writeOutcome } from './write-outcome.ts';

/** The bookmakers' dialect of interface.md, "Bookmaker callbacks". */
export const bookmaker: BookmakerDialect = {
  name: 'bookmaker',
  address: 'API',
  isSigned: isSignedCall,
  read: readCall,
  write: writeOutcome,
  refuseUnsigned: () => refusal(401, 'Unknown partner or bad signature'),
  refuseMalformed: (malformed) => refusal(malformed instanceof OtherPartner ? 403 : 400, malformed.message),
  tryAgain: () => TRY_AGAIN,
  secretFault: sharedSecretFault,
};
