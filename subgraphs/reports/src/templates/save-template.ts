import { randomUUID } from 'node:crypto';
import { BadUserInput, Forbidden, hasRole, inTransaction, NotFound, query, userIdOf } from '@croupier/kit';
import { checkReport, type ReportWish } from '../builder/definition.ts';
import type { ReportsContext } from '../room.ts';
import { isUuid } from '../user.type.ts';
import { ReportTemplate } from './report-template.entity.ts';

const MAX_TEMPLATES = 200;

/** Keeps a report under a name: a new one without `id`, else in place of the old one. BadUserInput, NotFound, Forbidden (another person's; admins may). */
export async function saveTemplate(
  ctx: ReportsContext,
  input: { id?: string | null; name: string; report: ReportWish },
): Promise<ReportTemplate> {
  const definition = checkReport(input.report);
  const name = input.name.trim();
  if (name.length === 0 || name.length > 100 || name.includes('\u0000'))
    throw new BadUserInput('A name has 1 to 100 characters', { name: '1 to 100 characters' });
  return inTransaction(ctx, async (ctx) => {
    if (input.id != null) {
      const found = await ownTemplate(ctx, input.id);
      return Object.assign(found, { name, definition, updatedAt: ctx.now() });
    }
    await query(ctx.em, `select pg_advisory_xact_lock(hashtext('report-templates'))`);
    if ((await ctx.em.count(ReportTemplate)) >= MAX_TEMPLATES)
      throw new BadUserInput(`At most ${MAX_TEMPLATES} templates are kept; delete one first`);
    const fields = {
      id: randomUUID(),
      ownerId: userIdOf(ctx.identity)!,
      name,
      definition,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    };
    const made = ctx.em.create(ReportTemplate, fields as never) as ReportTemplate;
    ctx.em.persist(made);
    return made;
  });
}

/** A template that the caller may change. NotFound, Forbidden. */
export async function ownTemplate(ctx: ReportsContext, id: string): Promise<ReportTemplate> {
  const found = isUuid(id) ? await ctx.em.findOne(ReportTemplate, { id }) : null;
  if (!found) throw new NotFound('The template');
  if (found.ownerId !== userIdOf(ctx.identity) && !hasRole(ctx.identity, 'ADMIN'))
    throw new Forbidden('Only who made it and admins change a template');
  return found;
}
