import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { useTranslation } from 'react-i18next';
import QRCode from 'qrcode';
import { ask } from '../graph/request-client.server.ts';
import { DemoPeople } from '../graph/sign-in.ts';
import { Card, Notice } from '../ui/surfaces.tsx';
import { Button } from '../ui/button.tsx';
import { takeStep } from './take-step.server.ts';
import { CodeStep, EmailStep, EnrolStep, SecondFactorStep } from './steps.tsx';
import { TelegramStep } from './telegram-step.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const next = new URL(request.url).searchParams.get('next');
  if (context.session) throw redirect(localPath(next));
  const { progress } = context;
  const people = context.demo && !progress ? await ask({ request, context }, DemoPeople, {}) : null;
  return {
    step: progress?.nextStep ?? ('TELEGRAM' as const),
    email: progress?.email ?? null,
    phone: progress?.phone ?? null,
    secret: progress?.totp?.secret ?? null,
    qr: progress?.totp ? await drawQr(progress.totp.otpauthUrl) : null,
    next: localPath(next ?? progress?.next ?? null),
    development: context.signTelegram !== null,
    demoPeople: people?.data?.demoPeople ?? [],
    telegram: context.telegram,
    origin: context.webOrigin,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const taken = await takeStep({ request, context }, form);
  // A refusal is an answer to the form, not a failed request: scripts and people without scripts get the same page.
  if (taken.kind === 'refused') return data({ refusal: taken.code }, { headers: cookies(taken.setCookies) });
  const next = localPath(form.get('next') as string | null);
  const to = taken.kind === 'signed-in' ? next : `/sign-in?next=${encodeURIComponent(next)}`;
  return redirect(to, { headers: cookies(taken.setCookies) });
}

function cookies(lines: string[]): Headers {
  const headers = new Headers();
  for (const line of lines) headers.append('Set-Cookie', line);
  return headers;
}

function localPath(next: string | null): string {
  return next && next.length < 500 && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

/** Dark on light whatever the theme: scanners want it so. */
function drawQr(text: string): Promise<string> {
  return QRCode.toString(text, { type: 'svg', margin: 2, color: { dark: '#10201a', light: '#ffffff' } }).then(
    (svg) => `data:image/svg+xml;base64,${btoa(svg)}`,
  );
}

const order = { TELEGRAM: 1, EMAIL: 2, EMAIL_CODE: 2, ENROL_SECOND_FACTOR: 3, SECOND_FACTOR: 3 };

export default function SignIn() {
  const { t } = useTranslation();
  const loaded = useLoaderData<typeof loader>();
  const acted = useActionData<typeof action>();
  const busy = useNavigation().state !== 'idle';
  const error = acted?.refusal ? t(`error.${acted.refusal}`, t('error.INTERNAL_ERROR')) : null;
  const { step } = loaded;
  return (
    <div className="mx-auto max-w-md">
      <p className="text-sm font-semibold text-brass">{t('signIn.step', { step: order[step] })}</p>
      <h1 className="mt-1 text-3xl font-semibold">{t('signIn.title')}</h1>
      <p className="mt-2 mb-6 text-muted">{t('signIn.lead')}</p>
      {error && (
        <div className="mb-4" role="alert">
          <Notice tone="bad">{error}</Notice>
        </div>
      )}
      {step === 'TELEGRAM' && <TelegramStep {...loaded} busy={busy} />}
      {step !== 'TELEGRAM' && (
        <Card>
          {step === 'EMAIL' && <EmailStep next={loaded.next} busy={busy} />}
          {step === 'EMAIL_CODE' && <CodeStep next={loaded.next} email={loaded.email ?? ''} busy={busy} />}
          {step === 'ENROL_SECOND_FACTOR' && <EnrolStep next={loaded.next} busy={busy} />}
          {step === 'SECOND_FACTOR' && (
            <SecondFactorStep
              next={loaded.next}
              secret={loaded.secret}
              qr={loaded.qr}
              phone={loaded.phone}
              busy={busy}
            />
          )}
          <Form method="post" className="mt-4 text-center">
            <input type="hidden" name="next" value={loaded.next} />
            <Button type="submit" tone="bare" size="small" name="intent" value="restart">
              {t('signIn.restart')}
            </Button>
          </Form>
        </Card>
      )}
    </div>
  );
}
