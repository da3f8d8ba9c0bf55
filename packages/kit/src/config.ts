import { z } from 'zod';
import { isSecretsKey } from './secrets.ts';

/**
 * Reads a service's environment once. Prints every problem at once and exits with 78 (EX_CONFIG),
 * so that an operator mends a configuration in one go. Only `main.ts` calls it. Values are never printed: they may be secrets.
 */
export function readConfig<S extends z.ZodObject>(shape: S, environment: NodeJS.ProcessEnv = process.env): z.output<S> {
  const known = Object.fromEntries(
    Object.keys(shape.shape).map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const result = shape.safeParse(known);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    process.stderr.write(`config: ${issue.path.join('.') || '(all)'}: ${issue.message}\n`);
  }
  process.exit(78);
}

/** An Ed25519 key as a JWK in JSON, as the supervisor hands it out. */
const jwkText = z.string().transform((text, ctx) => {
  try {
    const key = JSON.parse(text) as Record<string, unknown>;
    if (key.kty === 'OKP' && key.crv === 'Ed25519' && typeof key.x === 'string') return key as JsonWebKey;
  } catch {
    // falls through to the one complaint below
  }
  ctx.addIssue({ code: 'custom', message: 'must be an Ed25519 key as a JWK in JSON' });
  return z.NEVER;
});

const port = z.coerce.number().int().min(0).max(65_535);

/** Building blocks that the rooms' configs share. */
export const setting = {
  jwk: jwkText,
  port,
  url: z.url(),
  flag: z
    .enum(['0', '1', 'true', 'false'])
    .default('0')
    .transform((text) => text === '1' || text === 'true'),
  /** 32 bytes in base64: encrypts secrets at rest. After a comma: former keys, which still open */
  secretsKey: z.string().refine(isSecretsKey, 'must be 32 bytes in base64, or several such keys separated by commas'),
};

/** Tracing. OpenTelemetry's SDK reads more variables of its own (docs/observability.md). */
export const tracingConfig = {
  /** where traces go, by OTLP over HTTP; without it there are none */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** the share of traces that is kept, 0 to 1; without it all */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).optional(),
  /** 1: requests from outside go on with the trace in their `traceparent`. Only behind a proxy that sets or drops it */
  TRACEPARENT_FROM_OUTSIDE: z.stringbool().optional(),
  /** 1: a request whose header asks for Apollo's inline trace (`ftv1`) is answered with one: resolvers, their times, subgraphs */
  APOLLO_TRACES: z.stringbool().optional(),
};
export type TracingConfig = Partial<z.infer<z.ZodObject<typeof tracingConfig>>>;

/** What every subgraph needs; a room extends it. */
export const subgraphConfig = z.object({
  ...tracingConfig,
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
  DATABASE_URL: z.url(),
  NATS_URL: z.url(),
  GATEWAY_VERIFY_KEY: jwkText,
  PUBLIC_URL: z.url().default('http://localhost:4000'),
  WEB_URL: z.url().default('http://localhost:3000'),
  CROUPIER_DEMO: setting.flag,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});
export type SubgraphConfig = z.infer<typeof subgraphConfig>;

/** Demo secrets and people never meet production. Every main.ts calls it after `readConfig`. */
export function refuseDemoInProduction(config: { NODE_ENV: string; CROUPIER_DEMO: boolean }): void {
  if (config.NODE_ENV === 'production' && config.CROUPIER_DEMO) {
    process.stderr.write('config: CROUPIER_DEMO: refused with NODE_ENV=production\n');
    process.exit(78);
  }
}
