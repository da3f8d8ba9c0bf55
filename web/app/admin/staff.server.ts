import type { AppLoadContext } from '@remix-run/node';
import { ask } from '../graph/request-client.server.ts';
import { Me, type Person } from '../graph/me.ts';
import { isStaff } from '../shell/person.ts';
import { requireSession } from '../shell/guard.server.ts';

/** Leads guests to the sign-in and shows players a 403. The graph judges every field by itself; this is courtesy. */
export async function requireStaff(asked: { request: Request; context: AppLoadContext }): Promise<Person> {
  requireSession(asked.request, asked.context);
  const { data } = await ask(asked, Me, {});
  const person = data?.me ?? null;
  if (!person || !isStaff(person)) throw new Response('Forbidden', { status: 403 });
  return person;
}
