/** Traces of what a request goes through. A process that does not trace has null in the place of `Tracing`, and loads nothing for it. */
import type { TracingConfig } from '../config.ts';
import type { Logger } from '../telemetry.ts';

/** Where messages between our processes carry it. */
export const TRACE_HEADER = 'traceparent';

type Attributes = Record<string, string | number | boolean>;

/** A piece of work. Names and attributes say what is done, never with which values: no variables, tokens, messages of errors. */
export interface Work {
  name: string;
  kind?: 'client' | 'server' | 'producer' | 'consumer';
  attributes?: Attributes;
  /** where it belongs, if not to the present work: a `traceparent` (malformed ones count as none); null: to a trace of its own */
  below?: string | null;
  /** `traceparent`s of the works that it is done for, where they are several: it is kept if one of them is */
  links?: readonly string[];
}

/** Work that ends where no function returns. */
export interface OpenWork {
  /** Does something as a part of it. */
  within<T>(part: () => T): T;
  end(attributes: Attributes, failed: boolean): void;
}

export interface Tracing {
  open(work: Work): OpenWork;
  /** Does `run` as this work, also where it answers a promise. What belongs to no trace is done untraced. */
  trace<T>(work: Work, run: () => T): T;
  /** Tells of work that has just ended after `tookMs`; untold where it belongs to no trace. */
  tell(work: Work, tookMs: number, failed: boolean): void;
  /** Names the work that the whole request is, once it is known. */
  nameRequest(name: string, attributes: Attributes): void;
  /** W3C `traceparent` of the present work, for whoever goes on with it elsewhere. */
  traceparent(): string | undefined;
  /** The same, if the trace is kept: else nobody would look for what went on with it later. */
  keptTraceparent(): string | undefined;
  /** Sends what was gathered; waits at most 3 s. */
  stop(): Promise<void>;
}

/** Null where no collector is configured. */
export async function connectTracing(service: string, config: TracingConfig, log: Logger): Promise<Tracing | null> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: share = 1 } = config;
  if (!endpoint) return null;
  const { openTelemetry } = await import('./open-telemetry.ts');
  return openTelemetry({ service, endpoint, share, log });
}
