import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ArrowRight, Wallet } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Deposit, PaymentMethods } from '../graph/cashier.ts';
import { ask } from '../graph/request-client.server.ts';
import { requireSession } from '../shell/guard.server.ts';
import { Button } from '../ui/button.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { Card, Empty, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';
import { AmountFields } from './amount-fields.tsx';
import { useIdempotencyKey } from './idempotency-key.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · Deposit' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const { data, refusal } = await ask({ request, context }, PaymentMethods, { kind: 'DEPOSIT' });
  return { methods: data?.paymentMethods ?? [], refusal, returnUrl: `${context.webOrigin}/payments` };
}

export default function DepositPage() {
  const { t } = useTranslation();
  const tell = useTell();
  const { methods, refusal, returnUrl } = useLoaderData<typeof loader>();
  const [deposit, { loading }] = useMutation(Deposit);
  const [leaving, setLeaving] = useState(false);
  const keyOf = useIdempotencyKey();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const amount = { amount: String(form.get('amount')), currency: String(form.get('currency')) };
    const methodId = String(form.get('method'));
    try {
      const { data } = await deposit({
        variables: { input: { methodId, amount, idempotencyKey: keyOf([methodId, amount]), returnUrl } },
      });
      const to = data?.deposit.redirectUrl;
      if (!to) return void location.assign('/payments');
      setLeaving(true);
      location.assign(to);
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <div className="mx-auto max-w-xl">
      <PageTitle title={t('cashier.depositTitle')} lead={t('cashier.depositLead')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {!refusal && methods.length === 0 && <Empty icon={Wallet} title={t('cashier.noMethods')} />}
      {methods.length > 0 && (
        <Card>
          <ScriptForm onSubmit={submit} className="grid gap-5">
            <AmountFields methods={methods} quick={['10', '25', '50', '100']} />
            <Button type="submit" size="large" busy={loading || leaving}>
              {t(leaving ? 'cashier.redirecting' : 'cashier.toPay')}
              <ArrowRight aria-hidden className="size-5" />
            </Button>
          </ScriptForm>
        </Card>
      )}
    </div>
  );
}
