import { readFileSync } from 'node:fs';

export interface RunAs {
  uid: number;
  gid: number;
  privileges: string[];
}

/**
 * PostgreSQL refuses to run as root. As root it runs as the system's `postgres` user, else `nobody`; the one
 * capability it keeps lets it reach a data folder below folders that this user may not enter.
 * Undefined: we are an ordinary user, and so is the server.
 */
export function runAsOrdinaryUser(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  const uid = Number(user?.[2] ?? 65534);
  const gid = Number(user?.[3] ?? 65534);
  const ids = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const reach = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { uid, gid, privileges: [...ids, ...reach] };
}
