import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { tell } from '../graph/request-client.server.ts';
import { SignOut } from '../graph/sign-in.ts';

export const loader = () => redirect('/');

/** Ends the session in the graph and forgets it here. The cookie goes also when the graph does not answer. */
export async function action({ request, context }: ActionFunctionArgs) {
  if (context.session) await tell({ request, context }, SignOut, {});
  context.forgetSession();
  return redirect('/', { headers: { 'Set-Cookie': context.cookies.signOut() } });
}
