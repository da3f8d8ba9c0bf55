import { useMutation, useSubscription } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { ReceiptText } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CancelWithdrawal, MyPayments, PaymentUpdated, type PaymentRow } from '../graph/cashier.ts';
import { Me } from '../graph/me.ts';
import { ask } from '../graph/request-client.server.ts';
import { useLoadedQuery } from '../graph/use-loaded-query.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession, searchValue } from '../shell/guard.server.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button, buttonLook } from '../ui/button.tsx';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier · Payments' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const asked = { request, context };
  // Staff would see everybody's payments without it.
  const me = await ask(asked, Me, {});
  const variables = { userId: me.data?.me?.id ?? null, kind: null, after: searchValue(request, 'after') };
  if (!variables.userId) return { variables, payments: null, refusal: me.refusal };
  const { data, refusal } = await ask(asked, MyPayments, variables);
  return { variables, payments: data, refusal };
}

export default function PaymentsPage() {
  const { t } = useTranslation();
  const { variables, payments, refusal } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const rows = useLoadedQuery(MyPayments, variables, payments)?.payments;
  const shown = rows?.edges.map((edge) => edge.node) ?? [];
  useSubscription(PaymentUpdated, {
    ignoreResults: true,
    // A payment on the page changes by itself; one that is not there yet has to be fetched.
    onData: ({ data }) => {
      const id = data.data?.paymentUpdated.id;
      if (id && !shown.some((payment) => payment.id === id)) void revalidate();
    },
    onError: () => undefined,
  });
  useSecondLook(shown);
  return (
    <div className="mx-auto max-w-3xl">
      <PageTitle title={t('payments.title')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {!refusal && shown.length === 0 && <Empty icon={ReceiptText} title={t('payments.empty')} />}
      <ul className="grid gap-3">
        {shown.map((payment) => (
          <PaymentCard key={payment.id} payment={payment} />
        ))}
      </ul>
      <Pager pageInfo={rows?.pageInfo} />
    </div>
  );
}

const UNFINISHED = new Set(['PENDING', 'PROCESSING']);
const SECOND_LOOK_MS = 3_000;
const LOOK_FOR_MS = 15 * 60_000;

/** A payment may change between the page's loading and the opening of its socket, and no push tells of it afterwards. */
function useSecondLook(shown: PaymentRow[]): void {
  const { revalidate } = useRevalidator();
  const moving = shown
    .filter((payment) => UNFINISHED.has(payment.status))
    .map((payment) => Date.parse(payment.createdAt));
  const newest = Math.max(0, ...moving);
  useEffect(() => {
    if (!newest) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && Date.now() - newest < LOOK_FOR_MS) void revalidate();
    }, SECOND_LOOK_MS);
    return () => clearInterval(timer);
  }, [newest, revalidate]);
}

function PaymentCard({ payment }: { payment: PaymentRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li data-payment={payment.id} className="rounded-2xl border border-line bg-surface p-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div>
          <p className="font-semibold">{t(`payment.${payment.kind}`)}</p>
          <p className="text-xs text-muted">
            {payment.method} · <time dateTime={payment.createdAt}>{format.moment(payment.createdAt)}</time>
          </p>
        </div>
        <p className="figure text-xl font-semibold">{format.money(payment.amount)}</p>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-3" aria-live="polite">
        <Badge tone={toneOf(payment.status)}>{t(`payment.${payment.status}`)}</Badge>
        {payment.failureCode && (
          <span className="text-xs text-danger">{t(`error.${payment.failureCode}`, payment.failureCode)}</span>
        )}
        <span className="ml-auto flex gap-2">
          {payment.kind === 'DEPOSIT' && payment.status === 'PENDING' && payment.redirectUrl && (
            <a href={payment.redirectUrl} className={buttonLook({ tone: 'quiet', size: 'small' })}>
              {t('payments.resume')}
            </a>
          )}
          {payment.kind === 'WITHDRAWAL' && (payment.status === 'PENDING' || payment.status === 'REVIEW') && (
            <Cancel id={payment.id} />
          )}
        </span>
      </div>
      {payment.history.length > 1 && (
        <ol
          aria-label={t('payments.history')}
          className="mt-4 flex flex-wrap gap-x-4 gap-y-1 border-t border-line pt-3 text-xs text-muted"
        >
          {payment.history.map((step) => (
            <li key={step.status + step.at}>
              {t(`payment.${step.status}`)} · {format.moment(step.at)}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function Cancel({ id }: { id: string }) {
  const { t } = useTranslation();
  const tell = useTell();
  const [cancel] = useMutation(CancelWithdrawal);
  const trigger = (
    <Button tone="bare" size="small">
      {t('payments.cancel')}
    </Button>
  );
  async function confirm() {
    try {
      await cancel({ variables: { input: { id } } });
      tell.good(t('payments.cancelled'));
    } catch (error) {
      tell.refused(error);
    }
  }
  return (
    <AskFirst trigger={trigger} title={`${t('payments.cancel')}?`} confirm={t('payments.cancel')} onConfirm={confirm} />
  );
}
