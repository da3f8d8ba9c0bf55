import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams, useSubmit } from '@remix-run/react';
import { ArrowDownToLine, ArrowLeftRight, ArrowUpFromLine, ReceiptText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { WalletBalance } from '../graph/me.ts';
import { ask } from '../graph/request-client.server.ts';
import { useLoadedQuery } from '../graph/use-loaded-query.ts';
import { WalletHistory, type BonusRow } from '../graph/wallet.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession, searchValue } from '../shell/guard.server.ts';
import { useRefreshOnBalance } from '../shell/live-wallets.tsx';
import { mainWallet, usePerson } from '../shell/person.ts';
import { ButtonLink } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Card, Empty, Notice, PageTitle, Skeleton } from '../ui/surfaces.tsx';
import { History } from './history.tsx';
import { KINDS } from './kinds.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · Wallet' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const kind = KINDS.find((known) => known === searchValue(request, 'kind')) ?? null;
  const variables = {
    currency: searchValue(request, 'currency', 8) ?? 'EUR',
    filter: { kind },
    after: searchValue(request, 'after'),
  };
  const { data, refusal } = await ask({ request, context }, WalletHistory, variables);
  return { variables, history: data, refusal };
}

export default function WalletPage() {
  const { t } = useTranslation();
  const { variables, history, refusal } = useLoaderData<typeof loader>();
  const person = usePerson();
  useRefreshOnBalance();
  const wallet = useLoadedQuery(WalletHistory, variables, history)?.me?.wallet;
  const wallets = person?.wallets ?? [];
  const transactions = wallet?.transactions.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('wallet.title')}>
        <div className="flex gap-3">
          <ButtonLink to="/deposit">
            <ArrowDownToLine aria-hidden className="size-4" />
            {t('nav.deposit')}
          </ButtonLink>
          <ButtonLink to="/withdraw" tone="quiet">
            <ArrowUpFromLine aria-hidden className="size-4" />
            {t('nav.withdraw')}
          </ButtonLink>
          <ButtonLink to="/exchange" tone="quiet">
            <ArrowLeftRight aria-hidden className="size-4" />
            {t('exchange.title')}
          </ButtonLink>
        </div>
      </PageTitle>
      {wallets.length === 0 && <Opening />}
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {wallets.map((one) => (
          <WalletCard
            key={one.id}
            wallet={one}
            chosen={one.currency === (wallet?.currency ?? mainWallet(person)?.currency)}
          />
        ))}
      </div>
      {wallet && wallet.bonuses.length > 0 && <Bonuses bonuses={wallet.bonuses} />}
      <section className="mt-8">
        <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-2xl font-semibold">{t('wallet.history')}</h2>
          <KindFilter />
        </div>
        {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
        {transactions.length > 0 ? (
          <History transactions={transactions} />
        ) : (
          <Empty icon={ReceiptText} title={t('wallet.empty')} hint={t('wallet.emptyHint')} />
        )}
        <Pager pageInfo={wallet?.transactions.pageInfo} />
      </section>
    </>
  );
}

function Opening() {
  const { t } = useTranslation();
  return (
    <div className="mb-4 grid gap-4">
      <Notice tone="calm">{t('wallet.opening')}</Notice>
      <Skeleton className="h-40 sm:w-80" />
    </div>
  );
}

function WalletCard({ wallet, chosen }: { wallet: WalletBalance; chosen: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Link
      to={`?currency=${wallet.currency}`}
      aria-current={chosen || undefined}
      className={classNames(
        'block rounded-2xl border bg-surface p-5 transition-colors hover:border-brass/60',
        chosen ? 'border-brass/70' : 'border-line',
      )}
    >
      <p className="flex items-center justify-between text-sm text-muted">
        <span className="font-semibold">{wallet.currency}</span>
        <span>{t('wallet.real')}</span>
      </p>
      <p className="figure mt-2 text-3xl font-semibold">{format.money(wallet.real)}</p>
      <dl className="figure mt-4 grid grid-cols-2 gap-2 text-sm">
        <dt className="text-muted">{t('wallet.bonus')}</dt>
        <dd className="text-right">{format.money(wallet.bonus)}</dd>
        <dt className="text-muted">{t('wallet.locked')}</dt>
        <dd className="text-right">{format.money(wallet.locked)}</dd>
        <dt className="text-muted">{t('wallet.total')}</dt>
        <dd className="text-right font-semibold">{format.money(wallet.total)}</dd>
      </dl>
    </Link>
  );
}

function KindFilter() {
  const { t } = useTranslation();
  const submit = useSubmit();
  const [params] = useSearchParams();
  return (
    <Form onChange={(event) => submit(event.currentTarget)}>
      {params.has('currency') && <input type="hidden" name="currency" value={params.get('currency') ?? ''} />}
      <select
        name="kind"
        aria-label={t('wallet.filter')}
        defaultValue={params.get('kind') ?? ''}
        className="control w-52"
      >
        <option value="">{t('common.all')}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`transaction.${kind}`)}
          </option>
        ))}
      </select>
    </Form>
  );
}

function Bonuses({ bonuses }: { bonuses: BonusRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card className="mt-6">
      <h2 className="mb-3 text-xl font-semibold">{t('wallet.bonuses')}</h2>
      <ul className="divide-y divide-line">
        {bonuses.map((bonus) => (
          <li key={bonus.id} className="flex flex-wrap items-center justify-between gap-3 py-3 text-sm">
            <span className="font-semibold">
              {bonus.amount ? format.money(bonus.amount) : t('wallet.rounds', { count: bonus.rounds ?? 0 })}
            </span>
            {bonus.wageringRequired && (
              <span className="figure text-muted">
                {t('wallet.wagering', {
                  done: format.money(bonus.wageringDone),
                  required: format.money(bonus.wageringRequired),
                })}
              </span>
            )}
            <Badge tone={toneOf(bonus.status)}>{t(`bonusStatus.${bonus.status}`)}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
