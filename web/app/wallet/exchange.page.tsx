import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate } from '@remix-run/react';
import { ArrowLeftRight } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PaymentMethods } from '../graph/cashier.ts';
import { Exchange, QuoteExchange, type Quote } from '../graph/exchange.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession } from '../shell/guard.server.ts';
import { usePerson } from '../shell/person.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { Card, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier · Exchange' }];

/** Offered is what can be paid in. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const { data, refusal } = await ask({ request, context }, PaymentMethods, { kind: 'DEPOSIT' });
  return { currencies: [...new Set(data?.paymentMethods?.flatMap((method) => method.currencies))], refusal };
}

export default function ExchangePage() {
  const { t } = useTranslation();
  const tell = useTell();
  const { currencies, refusal } = useLoaderData<typeof loader>();
  const [ask, { loading }] = useMutation(QuoteExchange);
  const [quote, setQuote] = useState<Quote | null>(null);
  const person = usePerson();
  const own = person?.wallets?.map(({ currency }) => currency) ?? ['EUR'];
  const [from, setFrom] = useState(own[0] ?? 'EUR');
  const into = [...new Set([...currencies, ...own])].filter((code) => code !== from);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    const from = { amount: text('amount').replace(',', '.'), currency: text('from') };
    try {
      const { data } = await ask({ variables: { input: { from, to: text('to') } } });
      setQuote(data?.quoteExchange ?? null);
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <div className="mx-auto max-w-xl">
      <PageTitle title={t('exchange.title')} lead={t('exchange.lead')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {!refusal && into.length === 0 && <Notice>{t('exchange.nowhere')}</Notice>}
      <Card>
        <ScriptForm onSubmit={submit} className="grid gap-5">
          <div className="grid grid-cols-[1fr_8rem] gap-3">
            <Field
              label={t('exchange.give')}
              name="amount"
              inputMode="decimal"
              pattern="(0|[1-9][0-9]{0,14})([.,][0-9]{1,9})?"
              placeholder="0.00"
              required
              autoComplete="off"
              className="figure text-lg font-semibold"
            />
            <Choice
              label={t('exchange.from')}
              name="from"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            >
              {own.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </Choice>
          </div>
          <Choice label={t('exchange.to')} name="to" required>
            {into.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </Choice>
          <Button type="submit" size="large" tone={quote ? 'quiet' : undefined} busy={loading}>
            {t('exchange.ask')}
          </Button>
        </ScriptForm>
        {quote && <Offer key={quote.id} quote={quote} onOver={() => setQuote(null)} />}
      </Card>
    </div>
  );
}

/** One quote: what it gives, how long it holds, and the button that takes it. The quote's id is the wish, so a second press repeats it. */
function Offer({ quote, onOver }: { quote: Quote; onOver: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useTell();
  const navigate = useNavigate();
  const [exchange, { loading }] = useMutation(Exchange);
  const [seconds, setSeconds] = useState(() => secondsLeft(quote));
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsLeft(quote)), 1_000);
    return () => clearInterval(timer);
  }, [quote]);

  async function take() {
    try {
      await exchange({ variables: { input: { quoteId: quote.id, idempotencyKey: quote.id } } });
      tell.good(t('exchange.done'));
      navigate(`/wallet?currency=${quote.to.currency}`);
    } catch (error) {
      tell.refused(error);
      onOver();
    }
  }

  return (
    <div className="mt-6 grid gap-3 border-t border-line pt-6" data-quote={quote.id}>
      <p className="figure text-xl font-semibold">
        {format.money(quote.from)} → {format.money(quote.to)}
      </p>
      <p className="figure text-sm text-muted">
        {t('exchange.rate', { from: quote.from.currency, rate: quote.rate, to: quote.to.currency })}
      </p>
      <p className="figure text-sm text-muted" role="timer">
        {seconds > 0 ? t('exchange.holds', { seconds }) : t('exchange.over')}
      </p>
      <Button size="large" busy={loading} disabled={seconds <= 0} onClick={() => void take()}>
        <ArrowLeftRight aria-hidden className="size-5" />
        {t('exchange.take')}
      </Button>
    </div>
  );
}

const secondsLeft = (quote: Quote): number =>
  Math.max(0, Math.ceil((Date.parse(quote.expiresAt) - Date.now()) / 1_000));
