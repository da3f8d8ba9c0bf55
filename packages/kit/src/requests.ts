import type { RequestContract } from '@croupier/contracts';
import { ErrorCode, headers, JSONCodec, type Msg, type NatsConnection, type NatsError } from 'nats';
import type { Logger } from 'pino';
import { TRACE_HEADER, type Tracing } from './tracing/tracing.ts';
import {
  BadUserInput,
  fromRequestFailure,
  ProviderUnavailable,
  toRequestFailure,
  type RequestFailure,
} from './errors.ts';

const codec = JSONCodec<unknown>();
const DEADLINE_HEADER = 'Croupier-Deadline';

/** Asks another room and waits. Throws its refusal as a DomainError, `ProviderUnavailable` when nobody answers in time. */
export type Ask = <In, Out>(
  contract: RequestContract<In, Out>,
  input: In,
  options?: { timeoutMs?: number },
) => Promise<Out>;

export function connectAsk(nats: NatsConnection, tracing: Tracing | null = null): Ask {
  const ask: Ask = async (contract, input, { timeoutMs = 3_000 } = {}) => {
    const head = headers();
    head.set(DEADLINE_HEADER, String(Date.now() + timeoutMs));
    const traceparent = tracing?.traceparent();
    if (traceparent) head.set(TRACE_HEADER, traceparent);
    const reply = await nats
      .request(contract.subject, codec.encode(input), { timeout: timeoutMs, headers: head })
      .catch((error: NatsError) => {
        if (isSilence(error)) throw new ProviderUnavailable();
        throw error;
      });
    const answer = codec.decode(reply.data) as { ok: true; value: never } | RequestFailure;
    if (!answer.ok) throw fromRequestFailure(answer);
    return answer.value;
  };
  if (!tracing) return ask;
  return (contract, input, options) =>
    tracing.trace({ name: `ask ${contract.subject}`, kind: 'client' }, () => ask(contract, input, options));
}

const SILENCE: string[] = [
  ErrorCode.NoResponders,
  ErrorCode.Timeout,
  ErrorCode.ConnectionClosed,
  ErrorCode.Disconnect,
  ErrorCode.ConnectionDraining,
];
const isSilence = (error: NatsError) => SILENCE.includes(error.code);

/** A request that this room answers; `register` it in messages.ts. */
export interface AnsweredRequest<C, In = unknown, Out = unknown> {
  contract: RequestContract<In, Out>;
  answer: (ctx: C, input: In) => Promise<Out>;
}

/** Answers a request with `answer(ctx, input)`: refusals travel as codes, anything else as INTERNAL_ERROR. */
export function defineAnswer<C, In, Out>(
  contract: RequestContract<In, Out>,
  answer: (ctx: C, input: In) => Promise<Out>,
): AnsweredRequest<C, In, Out> {
  return { contract, answer };
}

/** Listens for the room's requests; every process of the room shares the work (queue group). Returns when subscribed. */
export function serveAnswers<C>(
  nats: NatsConnection,
  room: string,
  answers: AnsweredRequest<C, never, unknown>[],
  makeContext: (log: Logger) => C,
  log: Logger,
  tracing: Tracing | null = null,
): void {
  for (const { contract, answer } of answers as unknown as AnsweredRequest<C>[]) {
    const subscription = nats.subscribe(contract.subject, { queue: room });
    const answerPlainly = (message: Msg) => reply(message, contract, answer, makeContext, log);
    const answerIt = tracing ? traceAnswers(tracing, contract.subject, answerPlainly) : answerPlainly;
    void (async () => {
      for await (const message of subscription) void answerIt(message);
    })();
  }
}

/** Whoever asks outside of a trace says none: then there is nothing to go on with. */
function traceAnswers(
  tracing: Tracing,
  subject: string,
  answer: (message: Msg) => Promise<void>,
): (message: Msg) => Promise<void> {
  return (message) => {
    const below = message.headers?.get(TRACE_HEADER);
    if (!below) return answer(message);
    return tracing.trace({ name: `answer ${subject}`, kind: 'server', below }, () => answer(message));
  };
}

async function reply<C>(
  message: Msg,
  contract: RequestContract,
  answer: (ctx: C, input: unknown) => Promise<unknown>,
  makeContext: (log: Logger) => C,
  log: Logger,
): Promise<void> {
  const deadline = Number(message.headers?.get(DEADLINE_HEADER) ?? 0);
  if (deadline > 0 && deadline < Date.now()) return; // the asker has given up; doing it now would surprise
  try {
    const parsed = contract.input.safeParse(codec.decode(message.data));
    if (!parsed.success)
      throw new BadUserInput(
        `${contract.subject}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
      );
    const value = await answer(makeContext(log.child({ request: contract.subject })), parsed.data);
    message.respond(codec.encode({ ok: true, value }));
  } catch (error) {
    const failure = toRequestFailure(error);
    if (failure.code === 'INTERNAL_ERROR') log.error({ err: error, request: contract.subject }, 'a request failed');
    message.respond(codec.encode(failure));
  }
}
