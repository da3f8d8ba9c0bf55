import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Method } from '../graph/cashier.ts';
import { useFormat } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';

/** Method, currency and amount. The amount stays text from the keyboard to the graph. */
export function AmountFields({
  methods,
  quick,
  currencies,
}: {
  methods: Method[];
  quick?: string[];
  currencies?: string[];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [methodId, setMethodId] = useState(methods[0]?.id ?? '');
  const method = methods.find(({ id }) => id === methodId) ?? methods[0];
  const offered = (method?.currencies ?? []).filter((code) => !currencies || currencies.includes(code));
  const [chosen, setCurrency] = useState('');
  const currency = offered.includes(chosen) ? chosen : offered.includes('EUR') ? 'EUR' : (offered[0] ?? 'EUR');
  const [amount, setAmount] = useState('');
  const min = method?.min.find((money) => money.currency === currency);
  const max = method?.max.find((money) => money.currency === currency);
  const bounds = min && max ? t('cashier.bounds', { min: format.money(min), max: format.money(max) }) : undefined;
  return (
    <>
      <Choice
        label={t('cashier.method')}
        name="method"
        value={methodId}
        onChange={(event) => setMethodId(event.target.value)}
      >
        {methods.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </Choice>
      <div className="grid grid-cols-[1fr_8rem] gap-3">
        <Field
          label={t('common.amount')}
          name="amount"
          inputMode="decimal"
          pattern="(0|[1-9][0-9]{0,14})([.][0-9]{1,9})?"
          placeholder="0.00"
          hint={bounds}
          required
          autoComplete="off"
          value={amount}
          onChange={(event) => setAmount(event.target.value.trim().replace(',', '.'))}
          className="figure text-lg font-semibold"
        />
        <Choice
          label={t('common.currency')}
          name="currency"
          value={currency}
          onChange={(event) => setCurrency(event.target.value)}
        >
          {offered.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </Choice>
      </div>
      {quick && (
        <div className="-mt-2 flex gap-2">
          {quick.map((value) => (
            <Button key={value} tone="quiet" size="small" className="flex-1" onClick={() => setAmount(value)}>
              {value}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
