import { randomUUID } from 'node:crypto';
import { pino, type Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';

export type { Logger } from 'pino';
export { AggregatorRegistry, Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Structured logs on stdout. What may carry a secret is cut out wherever it stands. */
export function createLog(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    redact: {
      paths: [
        '*.authorization',
        '*.cookie',
        '*.password',
        '*.secret',
        '*.accessToken',
        '*.refreshToken',
        'headers["x-api-key"]',
        'req.headers',
      ],
      censor: '[secret]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

/** Prometheus metrics of one service, with Node's own. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace id of a W3C `traceparent` header, or a new one. */
export function traceIdOf(header: string | string[] | undefined): string {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  return match?.[1] ?? randomUUID().replaceAll('-', '');
}

/** A `traceparent` header that continues the trace for the logs alone: nobody records it. */
export const traceparent = (traceId: string): string =>
  `00-${traceId}-${randomUUID().replaceAll('-', '').slice(0, 16)}-00`;
