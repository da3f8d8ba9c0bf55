import { BadUserInput, Conflict, inTransaction, query } from '@croupier/kit';
import { lockUser } from '../profile/load-user.ts';
import { tellAudit, tellChanged } from '../profile/tell.ts';
import { readableText } from '../profile/text.ts';
import type { UsersContext } from '../room.ts';
import type { KycType, SubmitKycInput } from './kyc.type.ts';

const MOST_DOCUMENTS = 5;
const MOST_BYTES = 150 * 1024;
const ADULT_YEARS = 18;

/**
 * Hands in who a person is; it waits for a reviewer. May be repeated after a rejection.
 * Throws BadUserInput (also for whoever is under 18), Conflict (pending, or approved already).
 */
export async function submitKyc(ctx: UsersContext, userId: string, input: SubmitKycInput): Promise<KycType> {
  const fullName = readableText('fullName', input.fullName, 200);
  if (!/^[A-Z]{2}$/.test(input.country))
    throw new BadUserInput('A country is two capital letters', { country: 'malformed' });
  requireAdult(input.birthDate, ctx.now());
  const documents = documentsOf(input.documents);
  return inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    if (user.kycStatus === 'PENDING' || user.kycStatus === 'APPROVED')
      throw new Conflict(`The identity check is ${user.kycStatus.toLowerCase()}`);
    const [submission] = await query<{ id: string }>(
      ctx.em,
      'insert into kyc_submission (person_id, full_name, birth_date, country, submitted_at) values (?, ?, ?, ?, ?) returning id',
      [userId, fullName, input.birthDate, input.country, ctx.now()],
    );
    for (const { kind, fileName, content } of documents) {
      await query(
        ctx.em,
        `insert into kyc_document (submission_id, kind, file_name, content) values (?, ?, ?, decode(?, 'base64'))`,
        [submission!.id, kind, fileName, content.toString('base64')],
      );
    }
    user.kycStatus = 'PENDING';
    await ctx.em.flush();
    await tellChanged(ctx, user);
    await tellAudit(ctx, {
      action: 'submit-kyc',
      objectType: 'user',
      objectId: userId,
      after: { kycStatus: 'PENDING' },
    });
    return {
      status: 'PENDING',
      level: user.kycLevel,
      fullName,
      country: input.country,
      submittedAt: ctx.now(),
      reviewedAt: null,
      reason: null,
    };
  });
}

/** Throws BadUserInput unless `birthDate` is a day at least 18 years ago (and not before 1900). */
export function requireAdult(birthDate: string, now: Date): void {
  const born = /^\d{4}-\d{2}-\d{2}$/.test(birthDate) ? new Date(`${birthDate}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(born.getTime()) || born.toISOString().slice(0, 10) !== birthDate || birthDate < '1900-01-01') {
    throw new BadUserInput('A birth date is YYYY-MM-DD', { birthDate: 'malformed' });
  }
  const grownUp = `${Number(birthDate.slice(0, 4)) + ADULT_YEARS}${birthDate.slice(4)}`;
  if (grownUp > now.toISOString().slice(0, 10))
    throw new BadUserInput('Only adults may play', { birthDate: 'under 18' });
}

function documentsOf(inputs: SubmitKycInput['documents']): { kind: string; fileName: string; content: Buffer }[] {
  if (inputs.length < 1 || inputs.length > MOST_DOCUMENTS)
    throw new BadUserInput('One to five documents', { documents: 'how many' });
  return inputs.map((input) => {
    const kind = readableText('kind', input.kind, 40);
    const fileName = readableText('fileName', input.fileName, 200);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(input.contentBase64))
      throw new BadUserInput('A document is base64', { contentBase64: 'malformed' });
    const content = Buffer.from(input.contentBase64, 'base64');
    if (content.length < 1 || content.length > MOST_BYTES)
      throw new BadUserInput('A document has at most 150 KB', { contentBase64: 'size' });
    return { kind, fileName, content };
  });
}
