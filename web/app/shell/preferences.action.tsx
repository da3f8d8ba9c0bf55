import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { writePreferences } from './preferences.server.ts';

export const loader = () => redirect('/');

/** Remembers language, theme and time zone; goes back to where the form was. */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const headers = new Headers();
  for (const line of writePreferences(form, context.webOrigin.startsWith('https:'))) headers.append('Set-Cookie', line);
  return redirect(localPath(form.get('back')), { headers });
}

function localPath(back: FormDataEntryValue | null): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : '/';
}
