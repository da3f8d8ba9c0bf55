import { askEndedSessions, askSession, sessionEnded, USERS_HEARTBEAT } from '@croupier/contracts';
import type { Ask, Logger } from '@croupier/kit';
import { JSONCodec, type NatsConnection, type Subscription } from 'nats';

/**
 * Sessions that ended before their time. users announces them over NATS and beats every second; while the beat is heard this
 * table is the truth. When it falls silent, users is asked for each session, and the table is loaded anew when it is back.
 * Where users cannot answer either, nobody can end a session there: tokens live on to their own short end.
 */
export interface EndedSessions {
  isEnded(sessionId: string): Promise<boolean>;
  /** Called once for every session that is found to have ended. */
  onEnded(listener: (sessionId: string) => void): void;
  /** Whether announcements flow and the table is loaded. */
  isTrusted(): boolean;
  stop(): void;
}

export interface EndedSessionsOptions {
  nats: NatsConnection;
  ask: Ask;
  log: Logger;
  /** silence after which users is asked; 3 s, so that a session is over within 5 s */
  silenceMs?: number;
}

const PAGE = 5_000;
const ANSWER_KEPT_MS = 1_000;
const KEPT_WITHOUT_END_MS = 31 * 24 * 3_600_000;

export function followEndedSessions({ nats, ask, log, silenceMs = 3_000 }: EndedSessionsOptions): EndedSessions {
  const codec = JSONCodec<unknown>();
  const ended = new Map<string, number>();
  const asked = new Map<string, { answer: Promise<boolean>; atMs: number }>();
  const listeners: ((sessionId: string) => void)[] = [];
  let beatAtMs = 0;
  let loaded = false;
  let loading = false;

  const record = (sessionId: string, expiresAtMs: number): void => {
    if (ended.has(sessionId)) return;
    ended.set(sessionId, expiresAtMs);
    for (const listener of listeners) listener(sessionId);
  };
  const isTrusted = (): boolean => loaded && Date.now() - beatAtMs <= silenceMs;

  const load = async (): Promise<void> => {
    if (loading) return;
    loading = true;
    try {
      for (let after: string | null = null; ;) {
        const page: { sessionIds: string[]; next: string | null } = await ask(askEndedSessions, { after, limit: PAGE });
        for (const sessionId of page.sessionIds) record(sessionId, Date.now() + KEPT_WITHOUT_END_MS);
        if (page.next === null) break;
        after = page.next;
      }
      loaded = true;
    } catch (error) {
      log.warn({ err: error }, 'the ended sessions could not be loaded; trying again');
    } finally {
      loading = false;
    }
  };

  const hear = (subject: string, listen: (data: Uint8Array) => void): Subscription =>
    nats.subscribe(subject, {
      callback: (error, message) => (error ? log.warn({ err: error }, 'NATS') : listen(message.data)),
    });
  const subscriptions = [
    hear(sessionEnded.subject, (data) => {
      const read = sessionEnded.schema.safeParse(codec.decode(data));
      if (read.success) record(read.data.sessionId, Date.parse(read.data.sessionExpiresAt));
    }),
    hear(USERS_HEARTBEAT, () => {
      beatAtMs = Date.now();
      if (!loaded) void load();
    }),
  ];
  const watch = setInterval(() => {
    if (loaded && !isTrusted()) {
      loaded = false; // announcements may have been missed: everything is loaded anew
      log.warn('users is silent; asking it for each session');
    }
    for (const [sessionId, expiresAtMs] of ended) if (expiresAtMs <= Date.now()) ended.delete(sessionId);
    for (const [sessionId, { atMs }] of asked) if (Date.now() - atMs > ANSWER_KEPT_MS) asked.delete(sessionId);
  }, 500);
  watch.unref();

  const askUsers = async (sessionId: string): Promise<boolean> => {
    const answer = await ask(askSession, { sessionId }, { timeoutMs: 500 }).catch(() => null);
    if (answer && !answer.live)
      record(sessionId, answer.expiresAt ? Date.parse(answer.expiresAt) : Date.now() + KEPT_WITHOUT_END_MS);
    return answer !== null && !answer.live;
  };

  return {
    isTrusted,
    async isEnded(sessionId) {
      if (ended.has(sessionId)) return true;
      if (isTrusted()) return false;
      const known = asked.get(sessionId);
      if (known && Date.now() - known.atMs < ANSWER_KEPT_MS) return known.answer;
      const answer = askUsers(sessionId);
      asked.set(sessionId, { answer, atMs: Date.now() });
      return answer;
    },
    onEnded: (listener) => void listeners.push(listener),
    stop() {
      clearInterval(watch);
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}
