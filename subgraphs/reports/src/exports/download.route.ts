import {
  Forbidden,
  hasRole,
  type Identity,
  IDENTITY_HEADER,
  identityVerifier,
  NotFound,
  query,
  type Running,
  toHttp,
  Unauthenticated,
} from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import type { ReportsContext, ReportsRoom } from '../room.ts';
import { CONTENT_TYPES } from './file.ts';
import { showExport } from './show-export.ts';

/** GET /reports/exports/:id — the gateway passes it on with the identity that it signed. Another person's file is not found. */
export async function mountDownloads(
  app: FastifyInstance,
  running: Running<ReportsRoom>,
  verifyKey: JsonWebKey,
): Promise<void> {
  const verify = await identityVerifier(verifyKey);
  app.get<{ Params: { id: string } }>('/reports/exports/:id', async (request, reply) => {
    const token = request.headers[IDENTITY_HEADER];
    const identity = typeof token === 'string' ? await verify(token) : null;
    try {
      const { bytes, format, id } = await readFileFor(
        running.makeContext(identity ?? undefined),
        identity,
        request.params.id,
      );
      return await reply
        .type(CONTENT_TYPES[format])
        .header('content-disposition', `attachment; filename="report-${id}.${format.toLowerCase()}"`)
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff')
        .send(bytes);
    } catch (error) {
      const { status, body } = toHttp(error);
      if (status === 500) running.log.error({ err: error }, 'a download failed');
      return reply.code(status).send(body);
    }
  });
}

async function readFileFor(ctx: ReportsContext, identity: Identity | null, id: string) {
  if (!identity || identity.kind === 'anonymous') throw new Unauthenticated();
  if (!hasRole(identity, 'FINANCE', 'COMPLIANCE', 'ADMIN')) throw new Forbidden();
  const found = await showExport(ctx, id);
  if (!found || found.status !== 'DONE') throw new NotFound('The export');
  const chunks = await query<{ bytes: Buffer }>(
    ctx.em,
    'select bytes from report_export_chunk where export_id = ? order by number',
    [found.id],
  );
  return { bytes: Buffer.concat(chunks.map((chunk) => chunk.bytes)), format: found.format, id: found.id };
}
