import { useMutation } from '@apollo/client/react';
import { useRevalidator } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SelfExclude, StartCoolingOff } from '../graph/player.ts';
import { useFormat } from '../i18n/format.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/field.tsx';
import { useTell } from '../ui/toasts.tsx';

const DAY_MS = 24 * 3600 * 1000;
const LEEWAY_MS = 60_000; // the least is 24 hours from when the request arrives

export function CoolingOff() {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [start] = useMutation(StartCoolingOff);
  const [days, setDays] = useState('1');
  const until = () => new Date(Date.now() + Number(days) * DAY_MS + LEEWAY_MS).toISOString();

  async function confirm() {
    try {
      await start({ variables: { input: { until: until() } } });
      tell.good(t('limits.coolDone'));
      await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <>
      <h2 className="text-xl font-semibold">{t('limits.coolTitle')}</h2>
      <p className="text-sm text-muted">{t('limits.coolLead')}</p>
      <Choice label={t('limits.coolDays')} value={days} onChange={(event) => setDays(event.target.value)}>
        {['1', '7', '30'].map((value) => (
          <option key={value} value={value}>
            {t(`limits.days_${value}`)}
          </option>
        ))}
      </Choice>
      <AskFirst
        trigger={<Button tone="quiet">{t('limits.cool')}</Button>}
        title={t('limits.coolTitle')}
        lead={t('limits.coolConfirm', { when: format.moment(until()) })}
        confirm={t('limits.cool')}
        onConfirm={confirm}
      />
    </>
  );
}

export function SelfExclusion() {
  const { t } = useTranslation();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [exclude] = useMutation(SelfExclude);
  const [months, setMonths] = useState(6);

  async function confirm() {
    try {
      await exclude({ variables: { input: { months } } });
      tell.good(t('limits.excludeDone'));
      await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <>
      <h2 className="text-xl font-semibold">{t('limits.excludeTitle')}</h2>
      <p className="text-sm text-muted">{t('limits.excludeLead')}</p>
      <Choice label={t('limits.coolDays')} value={months} onChange={(event) => setMonths(Number(event.target.value))}>
        {[6, 12, 24, 60].map((count) => (
          <option key={count} value={count}>
            {t('limits.months', { count })}
          </option>
        ))}
      </Choice>
      <AskFirst
        trigger={<Button tone="danger">{t('limits.exclude')}</Button>}
        title={t('limits.excludeTitle')}
        lead={t('limits.excludeConfirm', { count: months })}
        confirm={t('limits.exclude')}
        onConfirm={confirm}
      />
    </>
  );
}
