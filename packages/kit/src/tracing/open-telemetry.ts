/** Tracing by OpenTelemetry's SDK, loaded only where it is wanted. The present span is kept here, not in OpenTelemetry's globals: tests run several services in one process. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../telemetry.ts';
import type { OpenWork, Tracing, Work } from './tracing.ts';

const SENT_WITHIN_MS = 3_000;
const KINDS = { client: SpanKind.CLIENT, server: SpanKind.SERVER, consumer: SpanKind.CONSUMER };
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
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor(exporterTo(endpoint, log))],
  });
  const tracer = provider.getTracer('croupier');
  const present = new AsyncLocalStorage<Present>();

  const start = ({ name, kind, attributes, below }: Work, parent: Context, startTime?: number): Span =>
    tracer.startSpan(
      name,
      { kind: kind ? KINDS[kind] : SpanKind.INTERNAL, attributes, startTime },
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
      const around = present.getStore();
      const span = around && trace.getSpanContext(around.context);
      return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags & 1}`;
    },
    async stop() {
      const late = new Promise((resolve) => setTimeout(resolve, SENT_WITHIN_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

/** Where a trace goes on that came with this header; nowhere, if it is not one. */
function contextOf(traceparent: string | null): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags!, 16) & 1,
    isRemote: true,
  });
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
