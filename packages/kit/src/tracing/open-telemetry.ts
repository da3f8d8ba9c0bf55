/** Tracing by OpenTelemetry's SDK, loaded only where it is wanted. The present span is kept here, not in OpenTelemetry's globals: tests run several services in one process. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../telemetry.ts';
import type { OpenWork, Tracing, Work } from './tracing.ts';

const SENT_WITHIN_MS = 3_000;
const KINDS = {
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface TracingOptions {
  service: string;
  endpoint: string;
  share: number;
  log: Logger;
}

interface Present {
  context: Context;
  /** of the whole request */
  first: Span;
}

export function openTelemetry({ service, endpoint, share, log }: TracingOptions): Tracing {
  const provider = new BasicTracerProvider({
    resource: new Resource({ 'service.name': service, 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: keepLinked(new TraceIdRatioBasedSampler(share)) }),
    spanProcessors: [new BatchSpanProcessor(exporterTo(endpoint, log))],
  });
  const tracer = provider.getTracer('croupier');
  const present = new AsyncLocalStorage<Present>();

  const start = ({ name, kind, attributes, below, links }: Work, parent: Context, startTime?: number): Span =>
    tracer.startSpan(
      name,
      { kind: kind ? KINDS[kind] : SpanKind.INTERNAL, attributes, startTime, links: links?.flatMap(linkTo) },
      below === undefined ? parent : contextOf(below),
    );
  const open = (work: Work): OpenWork => {
    const around = work.below === undefined ? present.getStore() : undefined;
    const span = start(work, around?.context ?? ROOT_CONTEXT);
    const here: Present = { context: trace.setSpan(ROOT_CONTEXT, span), first: around?.first ?? span };
    return {
      within: (part) => present.run(here, part),
      end(more, failed) {
        span.setAttributes(more);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };
  const presentSpan = (): SpanContext | undefined => {
    const around = present.getStore();
    return around && trace.getSpanContext(around.context);
  };
  return {
    open,
    trace(work, run) {
      if (work.below === undefined && !present.getStore()) return run();
      return runAs(open(work), run);
    },
    tell(work, tookMs, failed) {
      const around = present.getStore();
      if (!around) return;
      const span = start(work, around.context, Date.now() - tookMs);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
    nameRequest(name, attributes) {
      present.getStore()?.first.updateName(name).setAttributes(attributes);
    },
    traceparent() {
      const span = presentSpan();
      return span && traceparentOf(span);
    },
    keptTraceparent() {
      const span = presentSpan();
      return span && isKept(span) ? traceparentOf(span) : undefined;
    },
    async stop() {
      const late = new Promise((resolve) => setTimeout(resolve, SENT_WITHIN_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

const isKept = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0;
const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;

/** The span that a header names; null, if it names none. */
function remoteSpan(traceparent: string | null): SpanContext | null {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags!, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** Where a trace goes on that came with this header; nowhere, if it is not one. */
function contextOf(traceparent: string | null): Context {
  const span = remoteSpan(traceparent);
  return span ? trace.setSpanContext(ROOT_CONTEXT, span) : ROOT_CONTEXT;
}

function linkTo(traceparent: string): Link[] {
  const context = remoteSpan(traceparent);
  return context ? [{ context }] : [];
}

/** What is done for a trace that is kept is kept, even if it begins one of its own. */
function keepLinked(otherwise: Sampler): Sampler {
  return {
    shouldSample(...asked) {
      const links = asked[5];
      if (links.some(({ context }) => isKept(context))) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      return otherwise.shouldSample(...asked);
    },
  };
}

function runAs<T>(work: OpenWork, run: () => T): T {
  const failed = (error: unknown): never => {
    work.end({ 'error.type': nameOf(error) }, true);
    throw error;
  };
  let answer: T;
  try {
    answer = work.within(run);
  } catch (error) {
    return failed(error);
  }
  if (!(answer instanceof Promise)) {
    work.end({}, false);
    return answer;
  }
  return answer.then((value: unknown) => {
    work.end({}, false);
    return value;
  }, failed) as T;
}

/** A refusal's code, else the kind of error: messages may hold what people wrote. */
const nameOf = (error: unknown): string => {
  const { code, name } = Object(error) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'Error');
};

/** Sends to a collector; says so in the log where that fails. */
function exporterTo(endpoint: string, log: Logger): SpanExporter {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SENT_WITHIN_MS });
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) log.warn({ spans: spans.length, problem: result.error.message }, 'traces could not be sent');
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
