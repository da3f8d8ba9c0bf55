import { inTransaction, isSealedByFirstKey, openSecret, query, sealSecret } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { secretContext } from './secret-context.ts';

interface SealedRow {
  name: string;
  kind: 'STUDIO' | 'BOOKMAKER';
  secret_sealed: string;
}

/**
 * Seals every provider's secret by the first of SECRETS_KEY's keys, so that a former key can be taken away. Answers how many were sealed anew.
 * Rows are locked: a secret that is changed meanwhile is not lost. Throws UnreadableSecret where no key of ours opens one.
 */
export async function resealSecrets(ctx: GamesContext): Promise<number> {
  const key = ctx.room.secretsKey;
  return inTransaction(ctx, async (ctx) => {
    const rows = await query<SealedRow>(
      ctx.em,
      'select name, kind, secret_sealed from provider order by name for update',
    );
    const old = rows.filter((row) => !isSealedByFirstKey(key, row.secret_sealed));
    for (const row of old) {
      const secret = openSecret(key, row.secret_sealed, secretContext(row));
      await query(ctx.em, 'update provider set secret_sealed = ? where name = ?', [
        sealSecret(key, secret, secretContext(row)),
        row.name,
      ]);
    }
    if (old.length > 0) ctx.log.info({ providers: old.map((row) => row.name) }, 'secrets were sealed anew');
    return old.length;
  });
}
