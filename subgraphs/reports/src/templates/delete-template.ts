import { inTransaction } from '@croupier/kit';
import type { ReportsContext } from '../room.ts';
import { ownTemplate } from './save-template.ts';

/** Forgets a template. NotFound, Forbidden. */
export async function deleteTemplate(ctx: ReportsContext, id: string): Promise<boolean> {
  await inTransaction(ctx, async (ctx) => void ctx.em.remove(await ownTemplate(ctx, id)));
  return true;
}
