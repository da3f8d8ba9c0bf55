import { askCommands } from '@croupier/contracts';
import { query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import type { SetGate } from './queue-gate.ts';

const MOST_AT_ONCE = 100;

interface Unsent {
  person_id: string;
  number: number;
  operation: SetGate;
}

/**
 * Sends what the wallet has not committed yet, the newest state of each: everybody's, or one person's. Answers whether nothing is left of it.
 * Sending twice is harmless: a number that the gate knows changes nothing. Throws ProviderUnavailable.
 */
export async function sendGates(
  ctx: UsersContext,
  { userId, timeoutMs = 3_000 }: { userId?: string; timeoutMs?: number } = {},
): Promise<boolean> {
  const unsent = await query<Unsent>(
    ctx.em,
    `select distinct on (person_id) person_id, number, operation from gate_change
      where sent_at is null and (?::uuid is null or person_id = ?::uuid)
      order by person_id, number desc limit ${MOST_AT_ONCE}`,
    [userId ?? null, userId ?? null],
  );
  if (unsent.length === 0) return true;
  const commands = unsent.map(({ person_id, operation }) => ({
    scope: 'users',
    userId: person_id,
    policy: null,
    deadlineAt: null,
    operations: [operation],
  }));
  const { results } = await ctx.ask(askCommands.users, { commands }, { timeoutMs });
  const committed = unsent.filter((_, at) => results[at]?.status === 'DONE');
  for (const { person_id, number } of committed) {
    await query(ctx.em, 'update gate_change set sent_at = ? where person_id = ? and number <= ? and sent_at is null', [
      ctx.now(),
      person_id,
      number,
    ]);
  }
  const refused = results.find((result) => result.status === 'REFUSED');
  if (refused) ctx.log.error({ refused }, 'the wallet refused a gate; it is repeated');
  return committed.length === unsent.length && unsent.length < MOST_AT_ONCE;
}
