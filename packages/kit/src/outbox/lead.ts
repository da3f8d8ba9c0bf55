/**
 * One relay at a time per database: who holds an advisory lock leads. A leader's session is never idle for long, so one that is belongs to
 * a process that was stopped or cut off without a word: whoever waits ends it. That leadership can pass while the old leader still acts is
 * no harm: what is sent is fenced by the broker (docs/decisions/0011).
 */
import type pg from 'pg';

/** A leader asks its database five times a second; for a broker that is silent it waits no longer than 2 s. */
export const STALE_AFTER_MS = 10_000;

/**
 * Whether this session leads from now on; it does until it ends. Ends the session of a leader that has been silent for `staleAfterMs`: the
 * next try gets the lock.
 */
export async function tryToLead(
  client: pg.Client,
  [room, part]: [number, number],
  staleAfterMs = STALE_AFTER_MS,
): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [room, part]);
  if (rows[0]!.mine) return true;
  await client.query(
    `select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = $1::int::oid and l.objid = $2::int::oid
       and l.database = (select oid from pg_database where datname = current_database())
       and a.state_change < clock_timestamp() - make_interval(secs => $3 / 1000.0)`,
    [room, part, staleAfterMs],
  );
  return false;
}
