import { ANONYMOUS, type Tracing } from '@croupier/kit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { PreparedOperation } from '../supergraph/prepare-operation.ts';
import { checkVariables, type Execution, type OperationRun } from '../supergraph/run-operation.ts';
import { traceEvent } from '../observability/trace-operations.ts';
import { completeEvent } from './complete-event.ts';
import { type Cut, cutMark, type Mark, takeMark } from './marks.ts';
import { planStream, type StreamPlan } from './plan-stream.ts';
import { createSeenVersions } from './seen-versions.ts';
import type { Upstreams } from './upstream.ts';
import { createWaitingEvents } from './waiting-events.ts';

export interface FederatedSubscriptions extends Execution {
  upstreams: Upstreams;
  /** Prepares the operation against the supergraph of now; null where it is no longer valid. */
  prepareAgain: (prepared: PreparedOperation) => PreparedOperation | null;
  /** The identity of nobody, for what everybody hears alike; null where the gateway runs alone. */
  nobodysToken: (() => Promise<string>) | null;
  /** Answers that are being completed: who waits for the same one shares it. */
  completing: Map<string, Promise<Buffer>>;
  tracing: Tracing | null;
}

/** Who reads a stream. */
export interface StreamReader {
  /** Whether what is given goes out at once. Whoever answers no calls the stream's `resume` later. */
  keepsUp(): boolean;
  /** An answer in JSON. */
  next(payload: Buffer): void;
  end(): void;
}

export interface LiveStream {
  resume(): void;
  close(): void;
}

/** Throws RequestRefused where the subscription cannot run or its root field is refused. */
export function checkSubscription(run: OperationRun): void {
  checkVariables(run.prepared, run.variables);
  planStream(run);
}

/**
 * Starts a subscription that may cross subgraphs. Throws as checkSubscription does. Later nothing is thrown: a failing event is an
 * answer with errors. Whoever keeps up gets every event in order; for the others see waiting-events.ts.
 */
export function followStream(run: OperationRun, reader: StreamReader, parts: FederatedSubscriptions): LiveStream {
  checkSubscription(run);
  return new FollowedStream(run, reader, parts);
}

const failure = (code: string, message: string): Buffer =>
  Buffer.from(JSON.stringify({ errors: [new GraphQLError(message, { extensions: { code } })] }));
const RELOADED = failure('SUBSCRIPTION_SCHEMA_RELOAD', 'The schema has changed; subscribe again');
const FAILED = failure('INTERNAL_ERROR', 'Something went wrong');

/** Plain data, and no key that an executor would have to judge: such an answer may go on as it is. */
const isPlain = (payload: Buffer): boolean =>
  payload.toString('latin1', 0, 9) === '{"data":{' &&
  !payload.includes('"errors"') &&
  !payload.includes('"extensions"');

class FollowedStream implements LiveStream {
  #run: OperationRun;
  #plan: StreamPlan;
  readonly #waiting = createWaitingEvents((payload) => cutMark(payload)?.mark?.entityId ?? null);
  readonly #seen = createSeenVersions();
  readonly #leave: () => void;
  #pumping = false;
  #sourceEnded = false;
  #closed = false;

  constructor(
    run: OperationRun,
    private readonly reader: StreamReader,
    private readonly parts: FederatedSubscriptions,
  ) {
    this.#plan = planStream(run);
    const nobody = { identity: ANONYMOUS, identityToken: parts.nobodysToken, sessionEndsAtMs: null };
    this.#run = this.#plan.shared ? { ...run, caller: nobody } : run;
    const { primary } = this.#plan.node;
    this.#leave = parts.upstreams.open(
      {
        url: run.prepared.supergraph.services.get(primary.serviceName)!,
        query: this.#plan.query,
        operationName: primary.operationName,
        variables: pick(run.variables, primary.variableUsages),
        identityToken: this.#run.caller.identityToken,
        shared: this.#plan.shared,
      },
      {
        event: (payload) => this.#hear(payload),
        restarted: () => this.#seen.expectRepeats(),
        end: () => {
          this.#sourceEnded = true;
          this.resume();
        },
      },
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.clear();
    this.#leave();
  }

  resume(): void {
    if (!this.#pumping) void this.#pump();
  }

  #hear(payload: Buffer): void {
    if (this.#closed) return;
    if (this.#pumping || this.#waiting.size > 0 || !this.reader.keepsUp() || !this.#passOn(payload)) {
      // Copied: a view would keep the whole buffer that it was received in.
      this.#waiting.push(Buffer.from(payload));
      this.resume();
    }
  }

  /** The short way: bytes in, bytes out. False where the event has to take the long one. */
  #passOn(payload: Buffer): boolean {
    if (!this.#plan.passedOn || !isPlain(payload) || !this.#isCurrent()) return false;
    const cut: Cut | null = this.#plan.marked ? cutMark(payload) : { mark: null, payload };
    if (!cut) return false;
    if (this.#seen.isNew(cut.mark)) this.reader.next(cut.payload);
    return true;
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    while (!this.#closed && this.reader.keepsUp()) {
      const payload = this.#waiting.take();
      if (!payload) break;
      if (this.#passOn(payload)) continue;
      if (this.#isCurrent() || this.#renew()) await this.#complete(payload).catch(() => this.#give(FAILED));
      else {
        this.reader.next(RELOADED);
        this.#finish();
      }
    }
    this.#pumping = false;
    if (this.#sourceEnded && this.#waiting.size === 0) this.#finish();
  }

  #finish(): void {
    if (this.#closed) return;
    this.close();
    this.reader.end();
  }

  #give(answer: Buffer): void {
    if (!this.#closed) this.reader.next(answer);
  }

  /** The long way, for an event that the reader does not have already. */
  async #complete(payload: Buffer): Promise<void> {
    const event = JSON.parse(String(payload)) as ExecutionResult;
    const mark: Mark | null = this.#plan.marked ? takeMark(event.data, this.#plan.marked.path) : null;
    if (!this.#seen.isNew(mark)) return;
    const { tracing } = this.parts;
    if (!tracing) return this.#give(await this.#answerTo(event, payload));
    await traceEvent(tracing, this.#run.prepared.operation.name?.value, event, async () => {
      const answer = await this.#answerTo(event, payload);
      tracing.trace({ name: 'frame' }, () => this.#give(answer));
    });
  }

  async #answerTo(event: ExecutionResult, payload: Buffer): Promise<Buffer> {
    const work = async (): Promise<Buffer> =>
      Buffer.from(JSON.stringify(await completeEvent(this.#run, this.#plan, event, this.parts)));
    const identity = (await this.#run.caller.identityToken?.()) ?? '';
    const { prepared, variables } = this.#run;
    const key = `${identity}\u0000${prepared.operationName}\u0000${prepared.source}\u0000${JSON.stringify(variables)}\u0000${payload.toString('latin1')}`;
    const { completing } = this.parts;
    let answer = completing.get(key);
    if (!answer) completing.set(key, (answer = work().finally(() => completing.delete(key))));
    return answer;
  }

  #isCurrent(): boolean {
    return this.parts.prepareAgain(this.#run.prepared) === this.#run.prepared;
  }

  /** Goes on under the supergraph of now; false where the operation at the subgraph would be another. */
  #renew(): boolean {
    const prepared = this.parts.prepareAgain(this.#run.prepared);
    if (!prepared) return false;
    try {
      const run = { ...this.#run, prepared };
      const plan = planStream(run);
      const [now, before] = [plan.node.primary, this.#plan.node.primary];
      if (now.operation !== before.operation || now.serviceName !== before.serviceName) return false;
      if (plan.shared !== this.#plan.shared) return false;
      this.#run = run;
      // The operation at the subgraph goes on as it was asked, marks included.
      this.#plan = { ...plan, marked: this.#plan.marked };
      return true;
    } catch {
      return false; // refused under the new rules
    }
  }
}

function pick(variables: Record<string, unknown>, names: readonly string[] | undefined): Record<string, unknown> {
  return Object.fromEntries(
    (names ?? []).filter((name) => variables[name] !== undefined).map((name) => [name, variables[name]]),
  );
}
