import type { FastifyInstance } from 'fastify';
import type { OutboundQueue } from './outbound-queue.ts';

/** `/metrics` in Prometheus' text format: what still waits for an answer of the platform, and the memory of this process. */
export function routeMetrics(app: FastifyInstance, queue?: OutboundQueue): void {
  app.get('/metrics', async (_request, reply) => {
    const lines = [
      ...(queue ? pendingLines(queue) : []),
      '# HELP process_resident_memory_bytes Resident memory size in bytes.',
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '',
    ];
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(lines.join('\n'));
  });
}

function pendingLines(queue: OutboundQueue): string[] {
  return [
    '# HELP sandbox_pending_deliveries Callbacks and webhooks that are not answered yet.',
    '# TYPE sandbox_pending_deliveries gauge',
    ...queue.pending().map(({ kind, count }) => `sandbox_pending_deliveries{kind="${kind}"} ${count}`),
  ];
}
