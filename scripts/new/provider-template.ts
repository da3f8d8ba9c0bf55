/** The files of a new game provider's dialect: it translates and decides nothing. */

export interface ProviderNames {
  /** acme */
  name: string;
}

export function providerFiles({ name }: ProviderNames): Record<string, string> {
  return {
    [`${name}.provider.ts`]: `import { CROUPIER_POLICY } from '@croupier/contracts';
import { launchGame, listGames } from '../croupier/call-studio.ts';
import { readCallback } from '../croupier/read-callback.ts';
import { writeOutcome } from '../croupier/write-outcome.ts';
import type { StudioDialect } from '../provider.ts';
import { sharedSecretFault } from '../secret-form.ts';
import { isSignedCall } from '../signature.ts';

/**
 * The dialect of ${name}. It starts as Croupier's own: replace, one by one, the signature, the reading, the writing and the calls out by
 * what the studio's documents say, and put its examples, byte for byte, into ${name}.examples.ts.
 */
export const ${name}: StudioDialect = {
  name: '${name}',
  policy: CROUPIER_POLICY,
  isSigned: isSignedCall,
  read: readCallback,
  write: writeOutcome,
  refuseUnsigned: () => ({ status: 401, body: { status: 'INVALID_SIGNATURE' } }),
  refuseMalformed: ({ message }) => ({ status: 400, body: { status: 'INVALID_REQUEST', message } }),
  secretFault: sharedSecretFault,
  launchGame,
  listGames,
};
`,
    [`${name}.examples.ts`]: `/** Calls as ${name} makes them, byte for byte, and what is understood of them. */
export const examples = [
  {
    operation: 'bet',
    body: '{"sessionToken":"s","playerId":"p","transactionId":"t-1","roundId":"r-1","gameId":"g","amount":"1.00","currency":"EUR"}',
    means: { kind: 'bet', transactionId: 't-1', roundId: 'r-1', amount: '1.00', currency: 'EUR' },
  },
  {
    operation: 'win',
    body: '{"playerId":"p","transactionId":"t-2","betTransactionId":"t-1","roundId":"r-1","gameId":"g","amount":"2.00","currency":"EUR","roundClosed":true}',
    means: { kind: 'win', transactionId: 't-2', betTransactionId: 't-1', amount: '2.00', roundClosed: true },
  },
  {
    operation: 'rollback',
    body: '{"playerId":"p","transactionId":"t-3","betTransactionId":"t-1"}',
    means: { kind: 'rollback', transactionId: 't-3', betTransactionId: 't-1' },
  },
];
`,
    [`${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { DIALECTS } from '../index.ts';
import { MalformedCall } from '../provider.ts';
import { signCall } from '../signature.ts';
import { examples } from './${name}.examples.ts';

const dialect = DIALECTS.get('${name}')!;
const path = (operation: string) => \`/providers/${name}/\${operation}\`;
const now = new Date();
const timestamp = String(Math.floor(now.getTime() / 1000));

describe('the dialect of ${name}', () => {
  it.each(examples)('$operation is believed when it is signed, and understood', ({ operation, body, means }) => {
    const headers = { 'x-timestamp': timestamp, 'x-signature': signCall('secret', path(operation), timestamp, body) };
    const call = { path: path(operation), operation, query: new URLSearchParams(), headers, body: Buffer.from(body) };
    expect(dialect.isSigned(call, 'secret', now)).toBe(true);
    expect(dialect.isSigned(call, 'other', now)).toBe(false);
    expect(dialect.isSigned({ ...call, body: Buffer.from(\`\${body} \`) }, 'secret', now)).toBe(false);
    expect(dialect.read(call)).toMatchObject(means);
  });

  it('what it cannot read is malformed', () => {
    expect(() => dialect.read({ path: path('bet'), operation: 'bet', query: new URLSearchParams(), headers: {}, body: Buffer.from('{') })).toThrow(MalformedCall);
  });

  it('says what became of a call', () => {
    const asked = { kind: 'balance', requestId: 'q', sessionToken: 's' } as const;
    const wallet = { walletId: 'w', currency: 'EUR', real: '9.00', bonus: '0.00', locked: '0.00', version: 2 };
    expect(dialect.write({ status: 'OK', transactionIds: ['tx'], playerId: 'p', wallet }, asked)).toMatchObject({ status: 200, body: { status: 'OK' } });
    expect(dialect.write({ status: 'TRY_AGAIN' }, asked).status).toBe(503);
  });
});
`,
  };
}
