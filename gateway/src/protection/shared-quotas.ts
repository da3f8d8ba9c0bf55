/**
 * Quotas over all gateway processes without a message per request. Each key's account is kept by one of them; the others lease
 * shares of it over NATS, a tenth of a burst at a time, before their last share is spent. Until the first lease has come, and
 * where the account's keeper does not answer, a process goes on with its own part of the quota; what it spent so is owed.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from '@croupier/kit';
import { JSONCodec, type NatsConnection } from 'nats';
import { z } from 'zod';
import { type Allowance, Buckets, type Quota } from './buckets.ts';
import { Leases } from './leases.ts';
import { Members } from './members.ts';

/** Takes from a key's quota: whether it may go on, and what is left. */
export type Take = (key: string, amount: number) => Allowance;

export interface SharedQuotas {
  define(name: string, quota: Quota): Take;
  /** how many processes share */
  members(): number;
  stop(): void;
}

export interface SharedQuotaOptions {
  /** null: this process is alone */
  nats: NatsConnection | null;
  log: Logger;
  now?: () => number;
}

const HERE = 'live.gateway.quota.here';
const TELL_EVERY_MS = 1_000;
const SILENT_MS = 3_500;
const asked = z.object({ name: z.string(), key: z.string(), from: z.string(), wanted: z.number().nonnegative(), owed: z.number().nonnegative() }); // prettier-ignore
const given = z.object({ name: z.string(), key: z.string(), amount: z.number().nonnegative() });

export function createSharedQuotas({ nats, log, now = () => performance.now() }: SharedQuotaOptions): SharedQuotas {
  const codec = JSONCodec<unknown>();
  const members = new Members(randomUUID(), now, SILENT_MS);
  const accounts = new Map<string, { buckets: Buckets; leases: Leases }>();
  const say = (subject: string, message: unknown): void => {
    if (nats && !nats.isClosed() && !nats.isDraining()) nats.publish(subject, codec.encode(message));
  };
  const hear = (subject: string, listen: (message: unknown) => void) =>
    nats?.subscribe(subject, {
      callback: (error, message) => {
        if (error) return log.warn({ err: error }, 'quotas cannot be shared');
        listen(codec.decode(message.data));
      },
    });
  const ears = [
    hear(HERE, (message) => {
      const name = z.string().max(64).safeParse(message);
      if (name.success) members.hear(name.data);
    }),
    hear(`live.gateway.quota.ask.${members.self}`, (message) => {
      const read = asked.safeParse(message);
      const account = read.success && accounts.get(read.data.name);
      if (!account) return;
      const { name, key, from, wanted, owed } = read.data!;
      say(`live.gateway.quota.give.${from}`, { name, key, amount: account.buckets.lend(key, wanted, owed) });
    }),
    hear(`live.gateway.quota.give.${members.self}`, (message) => {
      const read = given.safeParse(message);
      if (read.success) accounts.get(read.data.name)?.leases.receive(read.data.key, read.data.amount);
    }),
  ];
  say(HERE, members.self);
  const tell = setInterval(() => {
    say(HERE, members.self);
    members.forgetSilent();
    for (const { leases } of accounts.values()) leases.forgetIdle();
  }, TELL_EVERY_MS);
  if (!nats) clearInterval(tell);
  tell.unref();

  return {
    define(name, quota) {
      const buckets = new Buckets(quota, now);
      const leases = new Leases(quota, {
        now,
        sharers: () => members.count,
        ask: (owner, key, wanted, owed) =>
          say(`live.gateway.quota.ask.${owner}`, { name, key, from: members.self, wanted, owed }),
      });
      accounts.set(name, { buckets, leases });
      return (key, amount) => {
        const owner = members.ownerOf(key);
        return owner === members.self ? buckets.take(key, amount) : leases.take(owner, key, amount);
      };
    },
    members: () => members.count,
    stop() {
      clearInterval(tell);
      for (const ear of ears) ear?.unsubscribe();
    },
  };
}
