import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Identity, SubmitKyc } from '../graph/player.ts';
import { ask } from '../graph/request-client.server.ts';
import { requireSession } from '../shell/guard.server.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Card, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';
import { readDocument } from './read-document.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · Identity' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const { data, refusal } = await ask({ request, context }, Identity, {});
  return { kyc: data?.me?.kyc ?? null, refusal };
}

export default function IdentityPage() {
  const { t } = useTranslation();
  const { kyc, refusal } = useLoaderData<typeof loader>();
  const status = kyc?.status ?? 'NONE';
  const open = status === 'NONE' || status === 'REJECTED' || status === 'EXPIRED';
  return (
    <div className="mx-auto max-w-xl">
      <PageTitle title={t('kyc.title')} lead={t('kyc.lead')}>
        <Badge tone={toneOf(status)}>{t(`kyc.${status}`)}</Badge>
      </PageTitle>
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {status === 'PENDING' && <Notice>{t('kyc.pendingHint')}</Notice>}
      {status === 'APPROVED' && <Notice tone="good">{t('kyc.approvedHint')}</Notice>}
      {status === 'REJECTED' && kyc?.reason && (
        <div className="mb-4">
          <Notice tone="bad">{t('kyc.rejectedHint', { reason: kyc.reason })}</Notice>
        </div>
      )}
      {open && !refusal && <KycForm />}
    </div>
  );
}

function KycForm() {
  const { t } = useTranslation();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [submitKyc, { loading }] = useMutation(SubmitKyc);
  const [tooLarge, setTooLarge] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const contentBase64 = await readDocument(form.get('document') as File);
    setTooLarge(contentBase64 === null);
    if (contentBase64 === null) return;
    const documents = [
      { kind: text('documentKind'), fileName: (form.get('document') as File).name.slice(0, 120), contentBase64 },
    ];
    try {
      await submitKyc({
        variables: {
          input: {
            fullName: text('fullName'),
            birthDate: text('birthDate'),
            country: text('country').toUpperCase(),
            documents,
          },
        },
      });
      tell.good(t('kyc.sent'));
      await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <Card>
      <ScriptForm onSubmit={submit} className="grid gap-5">
        <Field label={t('kyc.fullName')} name="fullName" required maxLength={200} autoComplete="name" />
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label={t('kyc.birthDate')} name="birthDate" type="date" required autoComplete="bday" />
          <Field
            label={t('kyc.country')}
            hint={t('kyc.countryHint')}
            name="country"
            required
            pattern="[A-Za-z]{2}"
            maxLength={2}
            autoComplete="country"
            className="uppercase"
          />
        </div>
        <Choice label={t('kyc.document')} name="documentKind">
          <option value="PASSPORT">Passport · Паспорт</option>
          <option value="IDENTITY_CARD">Identity card · Удостоверение личности</option>
        </Choice>
        <Field
          label={t('kyc.documentHint')}
          name="document"
          type="file"
          required
          accept="image/jpeg,image/png,image/webp,application/pdf"
          error={tooLarge ? t('kyc.tooLarge') : undefined}
        />
        <Button type="submit" size="large" busy={loading}>
          {t('kyc.submit')}
        </Button>
      </ScriptForm>
    </Card>
  );
}
