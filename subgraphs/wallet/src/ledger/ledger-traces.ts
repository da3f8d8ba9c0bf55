/**
 * What is traced of the ledger. A batch serves many callers at once and a relay's message many batches, so each is a trace of its own that
 * is linked to those it was done for; what was done for none that is kept is not told.
 */
import type { OpenWork, Tracing } from '@croupier/kit';
import type { LedgerCommand } from './operation.ts';
import type { LedgerSession, LedgerStore } from './store.ts';
import { rideTrain } from './train.ts';

interface Committed {
  /** the last entry that it wrote */
  last: number;
  traceparent: string;
}

/** Of a lane whose relay leads in another process nobody takes them. */
const MOST_COMMITTED = 256;

export class LedgerTraces {
  readonly #callers = new WeakMap<LedgerCommand, string>();
  readonly #committed = new Map<number, Committed[]>();

  constructor(private readonly tracing: Tracing) {}

  /** A command came in: the present work waits for it. */
  note(command: LedgerCommand): void {
    const traceparent = this.tracing.keptTraceparent();
    if (traceparent) this.#callers.set(command, traceparent);
  }

  around(store: LedgerStore): LedgerStore {
    return { connect: async (lane) => this.#session(lane, await store.connect(lane)) };
  }

  /** The second round trip of a batch, by the names of its prepared statements. */
  ride: typeof rideTrain = (client, calls) => {
    if (!this.tracing.keptTraceparent()) return rideTrain(client, calls);
    const statements = calls.map(({ name }) => name).join('; ');
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': statements };
    return this.tracing.trace({ name: 'COMMIT', kind: 'client', attributes }, () => rideTrain(client, calls));
  };

  /** Publishes a lane's entries from `first` to `last`. */
  relay<T>(lane: number, [first, last]: [number, number], publish: () => T): T {
    const waiting = this.#committed.get(lane) ?? [];
    const links = waiting
      .filter((each) => each.last >= first && each.last <= last)
      .map(({ traceparent }) => traceparent);
    if (links.length === 0) return publish();
    this.#committed.set(
      lane,
      waiting.filter((each) => each.last > last),
    );
    const attributes = { 'ledger.lane': lane };
    return this.tracing.trace({ name: 'relay', kind: 'producer', attributes, below: null, links }, publish);
  }

  #session(lane: number, session: LedgerSession): LedgerSession {
    let batch: OpenWork | null = null;
    const during = async <T>(part: () => Promise<T>): Promise<T> => {
      if (!batch) return part();
      return batch.within(part).catch((error: unknown) => {
        end(true);
        throw error;
      });
    };
    const end = (failed: boolean): void => {
      batch?.end({}, failed);
      batch = null;
    };
    return {
      begin: (commands, now) => {
        const links = commands.flatMap((command) => this.#callers.get(command) ?? []);
        if (links.length === 0) return session.begin(commands, now);
        const attributes = { 'ledger.lane': lane, 'ledger.commands': commands.length };
        batch = this.tracing.open({ name: 'ledger batch', attributes, below: null, links });
        return during(() =>
          this.tracing.trace({ name: 'lock and read', kind: 'client' }, () => session.begin(commands, now)),
        );
      },
      commit: async (state) => {
        await during(() => session.commit(state));
        batch?.within(() => this.#noteCommitted(lane, state.sequence));
        end(false);
      },
      rollback: async () => {
        await during(() => session.rollback());
        end(false);
      },
      close: () => {
        end(true);
        return session.close();
      },
    };
  }

  #noteCommitted(lane: number, last: number): void {
    const traceparent = this.tracing.keptTraceparent();
    if (!traceparent) return;
    const before = this.#committed.get(lane) ?? [];
    this.#committed.set(lane, [...before.slice(1 - MOST_COMMITTED), { last, traceparent }]);
  }
}
