import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate } from '@remix-run/react';
import { BadgeCheck, Wallet } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PaymentMethods, Withdraw } from '../graph/cashier.ts';
import { codeOf } from '../graph/errors.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession } from '../shell/guard.server.ts';
import { mainWallet, usePerson } from '../shell/person.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { Card, Empty, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';
import { AmountFields } from './amount-fields.tsx';
import { useIdempotencyKey } from './idempotency-key.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · Withdraw' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const { data, refusal } = await ask({ request, context }, PaymentMethods, { kind: 'WITHDRAWAL' });
  return { methods: data?.paymentMethods ?? [], refusal };
}

export default function WithdrawPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useTell();
  const navigate = useNavigate();
  const { methods, refusal } = useLoaderData<typeof loader>();
  const person = usePerson();
  const [withdraw, { loading }] = useMutation(Withdraw);
  const keyOf = useIdempotencyKey();
  // The house says CONFLICT where a bonus would be lost: then the button asks for consent.
  const [loses, setLoses] = useState(false);
  const verified = person?.kyc?.status === 'APPROVED';
  const wallet = mainWallet(person);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const amount = { amount: String(form.get('amount')), currency: String(form.get('currency')) };
    const destination = String(form.get('destination')).trim();
    const wish = { methodId: String(form.get('method')), amount, destination, forfeitBonus: loses };
    try {
      await withdraw({ variables: { input: { ...wish, idempotencyKey: keyOf(wish) } } });
      tell.good(t('cashier.requested'));
      navigate('/payments');
    } catch (error) {
      if (codeOf(error) === 'CONFLICT' && !loses) setLoses(true);
      else tell.refused(error);
    }
  }

  return (
    <div className="mx-auto max-w-xl">
      <PageTitle title={t('cashier.withdrawTitle')} lead={t('cashier.withdrawLead')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {person && !verified && <VerifyFirst />}
      {verified && !refusal && methods.length === 0 && <Empty icon={Wallet} title={t('cashier.noMethods')} />}
      {verified && methods.length > 0 && (
        <Card>
          <ScriptForm onSubmit={submit} className="grid gap-5">
            {wallet && (
              <p className="figure text-sm text-muted">
                {t('cashier.available', { amount: format.money(wallet.real) })}
              </p>
            )}
            <AmountFields methods={methods} currencies={person?.wallets?.map(({ currency }) => currency)} />
            <Field
              label={t('cashier.destination')}
              hint={t('cashier.destinationHint')}
              name="destination"
              required
              minLength={3}
              maxLength={120}
              autoComplete="off"
            />
            {loses && <Notice tone="bad">{t('cashier.loseBonus')}</Notice>}
            <Button type="submit" size="large" tone={loses ? 'danger' : undefined} busy={loading}>
              {t(loses ? 'cashier.consent' : 'cashier.ask')}
            </Button>
          </ScriptForm>
        </Card>
      )}
    </div>
  );
}

function VerifyFirst() {
  const { t } = useTranslation();
  return (
    <Empty icon={BadgeCheck} title={t('cashier.kycNeeded')} hint={t('cashier.kycNeededHint')}>
      <ButtonLink to="/identity">{t('cashier.kycGo')}</ButtonLink>
    </Empty>
  );
}
