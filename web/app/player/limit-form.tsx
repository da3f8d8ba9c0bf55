import { useMutation } from '@apollo/client/react';
import { useRevalidator } from '@remix-run/react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VariablesOf } from '../graph/graphql.ts';
import { SetLimit } from '../graph/player.ts';
import { mainWallet, usePerson } from '../shell/person.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { Card } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';

type Input = VariablesOf<typeof SetLimit>['input'];
const KINDS = ['DEPOSIT', 'LOSS', 'WAGER', 'SESSION_TIME'] as const;
const PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;

export function LimitForm() {
  const { t } = useTranslation();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [setLimit, { loading }] = useMutation(SetLimit);
  const [kind, setKind] = useState<Input['kind']>('DEPOSIT');
  const currency = mainWallet(usePerson())?.currency ?? 'EUR';
  const time = kind === 'SESSION_TIME';

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const period = form.get('period') as Input['period'];
    const amount = time ? null : { amount: String(form.get('amount')).trim().replace(',', '.'), currency };
    const input: Input = {
      kind,
      period,
      amount,
      minutes: time ? Number.parseInt(String(form.get('minutes')), 10) : null,
    };
    try {
      const { data } = await setLimit({ variables: { input } });
      tell.good(t(data?.setLimit.pending ? 'limits.pendingSaved' : 'limits.saved'));
      element.reset();
      await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <Card>
      <ScriptForm onSubmit={submit} className="grid items-end gap-4 sm:grid-cols-[1fr_1fr_1fr_auto]">
        <Choice
          label={t('limits.kind')}
          name="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value as Input['kind'])}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`limits.${one}`)}
            </option>
          ))}
        </Choice>
        <Choice label={t('limits.period')} name="period">
          {PERIODS.map((one) => (
            <option key={one} value={one}>
              {t(`limits.${one}`)}
            </option>
          ))}
        </Choice>
        {time ? (
          <Field
            label={t('limits.minutes')}
            name="minutes"
            inputMode="numeric"
            pattern="[1-9][0-9]{0,4}"
            required
            autoComplete="off"
          />
        ) : (
          <Field
            label={`${t('common.amount')}, ${currency}`}
            name="amount"
            inputMode="decimal"
            pattern="[0-9]{1,12}([.,][0-9]{1,9})?"
            required
            autoComplete="off"
          />
        )}
        <Button type="submit" busy={loading}>
          {t('limits.set')}
        </Button>
      </ScriptForm>
    </Card>
  );
}
