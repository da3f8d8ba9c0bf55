import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { signInWithTelegram } from './take-step.server.ts';

/** Where Telegram's Login Widget sends a person back with the signed fields in the query (`data-auth-url`). */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const taken = await signInWithTelegram({ request, context }, new URL(request.url).searchParams);
  const headers = new Headers();
  for (const line of taken.setCookies) headers.append('Set-Cookie', line);
  return redirect('/sign-in', { headers });
}
