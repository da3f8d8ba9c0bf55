import { useTranslation } from 'react-i18next';
import type { TransactionRow } from '../graph/wallet.ts';
import { useFormat } from '../i18n/format.ts';
import { classNames } from '../ui/class-names.ts';
import { Badge, Table } from '../ui/surfaces.tsx';

export function History({ transactions }: { transactions: TransactionRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table
      label={t('wallet.history')}
      head={[t('common.when'), t('common.kind'), t('common.amount'), t('wallet.after'), t('wallet.reference')]}
    >
      {transactions.map((transaction) => {
        const real = transaction.entries.find((entry) => entry.bucket === 'REAL') ?? transaction.entries[0];
        const out = real?.amount.amount.startsWith('-');
        return (
          <tr key={transaction.id}>
            <td className="whitespace-nowrap text-muted">
              <time dateTime={transaction.createdAt}>{format.moment(transaction.createdAt)}</time>
            </td>
            <td className="font-medium">
              {t(`transaction.${transaction.kind}`)}{' '}
              {transaction.gameCode && <span className="font-normal text-muted">{transaction.gameCode}</span>}{' '}
              {transaction.status === 'REVERSED' && <Badge>{t('wallet.reversed')}</Badge>}
            </td>
            <td className={classNames('figure font-semibold', real && !out && 'text-felt')}>
              {format.money(real?.amount ?? transaction.amount)}
            </td>
            <td className="figure">{format.money(real?.balanceAfter)}</td>
            <td className="max-w-48 truncate font-mono text-xs text-muted" title={transaction.reference ?? undefined}>
              {transaction.reference}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
