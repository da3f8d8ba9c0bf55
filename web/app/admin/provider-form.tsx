import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfigureProvider, type ProviderRow } from '../graph/admin-providers.ts';
import type { VariablesOf } from '../graph/graphql.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { useDeed } from './use-deed.ts';

type Input = VariablesOf<typeof ConfigureProvider>['input'];
type Money = { amount: string; currency: string };
type PolicyValue = { name: string; value: string };

const MONEY = '( *[0-9]+([.][0-9]+)? +[A-Za-z]{3,4} *(,|$))*';

/** "100 EUR, 5000 RUB" → amounts; the graph judges them. */
const moneysOf = (text: string): Money[] =>
  text
    .split(',')
    .map((part) => part.trim().split(/\s+/))
    .filter(([amount]) => amount)
    .map(([amount = '', currency = '']) => ({ amount, currency: currency.toUpperCase() }));
/** "txScope PER_PLAYER, rollbackAmount MUST_MATCH" → values; the graph judges them. */
const policyOf = (text: string): PolicyValue[] =>
  text
    .split(',')
    .map((part) => part.trim().split(/\s+/))
    .filter(([name]) => name)
    .map(([name = '', value = '']) => ({ name, value }));
const policyText = (values: PolicyValue[]): string => values.map(({ name, value }) => `${name} ${value}`).join(', ');
const textOf = (moneys: Money[] | null | undefined): string =>
  (moneys ?? []).map(({ amount, currency }) => `${amount} ${currency}`).join(', ');

/** Adds a provider or changes one. The secret goes in and never comes out: its field is always empty. */
export function ProviderForm({ provider, onDone }: { provider: ProviderRow | null; onDone: () => void }) {
  const { t } = useTranslation();
  const [configure, busy] = useDeed(ConfigureProvider);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (await configure({ input: inputOf(form, provider) }, t('admin.configured'))) onDone();
  }
  return (
    <ScriptForm onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
      {!provider && (
        <>
          <Field label={t('admin.providerName')} name="name" required maxLength={64} pattern="[a-z][a-z0-9\-]*" />
          <Choice label={t('admin.providerKind')} name="kind">
            <option value="STUDIO">{t('admin.kind.STUDIO')}</option>
            <option value="BOOKMAKER">{t('admin.kind.BOOKMAKER')}</option>
          </Choice>
        </>
      )}
      <Field label={t('admin.providerTitle')} name="title" required maxLength={100} defaultValue={provider?.title} />
      <Field label={t('admin.dialect')} name="dialect" required maxLength={64} defaultValue={provider?.dialect} />
      <Field label={t('admin.url')} name="url" type="url" maxLength={2000} defaultValue={provider?.url ?? ''} />
      <Field
        label={t('admin.secret')}
        hint={t('admin.secretHint')}
        name="secret"
        type="password"
        autoComplete="new-password"
        required={!provider}
        minLength={12}
        maxLength={8192}
      />
      <Field
        label={t('admin.currencies')}
        hint={t('admin.currenciesHint')}
        name="currencies"
        defaultValue={provider?.currencies?.join(' ') ?? ''}
        className="uppercase"
      />
      <Field
        label={t('admin.promotionsPerDay')}
        name="promotionsPerDay"
        inputMode="decimal"
        pattern="[0-9]{1,15}([.][0-9]{1,2})?"
        defaultValue={provider?.promotionsPerDay?.amount ?? ''}
      />
      {(['mostBets', 'mostPayouts'] as const).map((name) => (
        <Field
          key={name}
          label={t(`admin.${name}`)}
          hint={t('admin.moneyHint')}
          name={name}
          pattern={MONEY}
          defaultValue={textOf(provider?.[name])}
        />
      ))}
      {provider?.kind !== 'BOOKMAKER' && (
        <Field
          label={t('admin.ownPolicy')}
          hint={provider?.policy ? policyText(provider.policy) : t('admin.ownPolicyHint')}
          name="policy"
          maxLength={1000}
          defaultValue={policyText((provider?.policy ?? []).filter(({ own }) => own))}
        />
      )}
      <label className="flex items-center gap-2 text-sm font-medium">
        <input
          type="checkbox"
          name="enabled"
          defaultChecked={provider?.enabled ?? true}
          className="size-4 accent-brass"
        />
        {t('admin.providerEnabled')}
      </label>
      <Button type="submit" busy={busy}>
        {t('admin.configure')}
      </Button>
    </ScriptForm>
  );
}

function inputOf(form: FormData, provider: ProviderRow | null): Input {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const currencies = text('currencies').toUpperCase().split(/\s+/).filter(Boolean);
  const promotions = text('promotionsPerDay');
  return {
    ...(provider ? { name: provider.name } : { name: text('name'), kind: text('kind') as Input['kind'] }),
    title: text('title'),
    dialect: text('dialect'),
    url: text('url') || null,
    ...(text('secret') ? { secret: text('secret') } : {}),
    enabled: form.has('enabled'),
    currencies: currencies.length > 0 ? currencies : null,
    mostBets: moneysOf(text('mostBets')),
    mostPayouts: moneysOf(text('mostPayouts')),
    policy: policyOf(text('policy')),
    promotionsPerDay: promotions ? { amount: promotions, currency: 'EUR' } : null,
  };
}
