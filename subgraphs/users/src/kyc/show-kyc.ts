import { query } from '@croupier/kit';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import type { KycType } from './kyc.type.ts';

interface Row {
  person_id: string;
  full_name: string;
  country: string;
  submitted_at: Date;
  reviewed_at: Date | null;
  reason: string | null;
}

/** A person's identity check, with what was handed in last. */
export async function showKyc(ctx: UsersContext, user: User): Promise<KycType> {
  const last = await ctx.loaders
    .get<string, Row>(`kyc:${ctx.em.id}`, async (ids) => {
      const rows = await query<Row>(
        ctx.em,
        `select distinct on (person_id) person_id, full_name, country, submitted_at, reviewed_at, reason
         from kyc_submission where person_id = any(?::uuid[]) order by person_id, submitted_at desc`,
        [`{${ids.join(',')}}`],
      );
      return ids.map((id) => rows.find((row) => row.person_id === id) ?? null);
    })
    .load(user.id);
  return {
    status: user.kycStatus,
    level: user.kycLevel,
    fullName: last?.full_name ?? null,
    country: last?.country ?? null,
    submittedAt: last ? new Date(last.submitted_at) : null,
    reviewedAt: last?.reviewed_at ? new Date(last.reviewed_at) : null,
    reason: last?.reason ?? null,
  };
}
