import { BadUserInput, inTransaction, query } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import { tellAudit } from '../profile/tell.ts';
import type { UsersContext } from '../room.ts';
import type { KycDocumentType } from './kyc.type.ts';

/** The documents of a person's last submission, for a reviewer; that somebody looked is audited. Throws BadUserInput. */
export async function listDocuments(ctx: UsersContext, userId: string): Promise<KycDocumentType[]> {
  if (!isUuid(userId)) throw new BadUserInput('This is no user id', { userId: 'malformed' });
  return inTransaction(ctx, async (ctx) => {
    type Row = { id: string; kind: string; file_name: string; content: Buffer };
    const rows = await query<Row>(
      ctx.em,
      `select id, kind, file_name, content from kyc_document where submission_id =
         (select id from kyc_submission where person_id = ? order by submitted_at desc limit 1) order by id`,
      [userId],
    );
    await tellAudit(ctx, { action: 'list-documents', objectType: 'user', objectId: userId });
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      fileName: row.file_name,
      contentBase64: Buffer.from(row.content).toString('base64'),
    }));
  });
}
