import { aCollector, type CollectedSpan, type Collector } from '@croupier/testkit';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTracing, createApp, createMetrics, traceHttp, type Tracing } from '../index.ts';

const KEPT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const UNKEPT = `00-${'c'.repeat(32)}-${'b'.repeat(16)}-00`;
let collector: Collector;
beforeAll(async () => void (collector = await aCollector()));
afterAll(() => collector.stop());

/** The spans of some work, where this share of the traces is kept. */
async function spansOf(share: number, work: (tracing: Tracing) => unknown): Promise<CollectedSpan[]> {
  collector.spans.length = 0;
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: share };
  const tracing = (await connectTracing('toy', settings, pino({ level: 'silent' })))!;
  await work(tracing);
  await tracing.stop();
  return [...collector.spans];
}

async function askFromOutside(tracing: Tracing, goOn: boolean): Promise<void> {
  const app = createApp({ draining: false, metrics: createMetrics('toy') });
  traceHttp(app, tracing, { goOn });
  app.get('/toy', async () => ({}));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await fetch(`${url}/toy`, { headers: { traceparent: KEPT } });
  await app.close();
}

test('a request from outside goes on with its trace where it may, and else begins one of its own', async () => {
  expect(await spansOf(1, (tracing) => askFromOutside(tracing, true))).toMatchObject([
    { name: 'GET /toy', traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) },
  ]);
  const [own] = await spansOf(1, (tracing) => askFromOutside(tracing, false));
  expect([own!.traceId === 'a'.repeat(32), own!.parentSpanId ?? '']).toEqual([false, '']);
});

test('what is not sampled is not sent, and not because a stranger asks for it', async () => {
  expect(await spansOf(0, (tracing) => askFromOutside(tracing, false))).toEqual([]);
});

test('work for several is linked to their traces, and kept if one of them is', async () => {
  const workFor = (links: string[]) =>
    spansOf(0, (tracing) => tracing.trace({ name: 'batch', below: null, links }, () => undefined));
  expect(await workFor([UNKEPT, KEPT, 'nonsense'])).toMatchObject([
    { name: 'batch', links: [{ traceId: 'c'.repeat(32) }, { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }] },
  ]);
  expect(await workFor([UNKEPT])).toEqual([]);
});

test('what went on with a trace later is told of kept ones alone', async () => {
  const told: unknown[] = [];
  await spansOf(0, (tracing) => {
    for (const below of [KEPT, UNKEPT])
      tracing.trace({ name: 'work', below }, () => told.push(tracing.keptTraceparent()?.slice(3, 35)));
    told.push(tracing.keptTraceparent());
  });
  expect(told).toEqual(['a'.repeat(32), undefined, undefined]);
});
