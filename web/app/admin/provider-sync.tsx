import { useMutation } from '@apollo/client/react';
import { useRevalidator } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SyncProvider, type ProviderSync as Sync } from '../graph/admin-providers.ts';
import { Button } from '../ui/button.tsx';
import { Badge, Table } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';

/** Compares the catalogue with the studio's list, shows what differs, and takes it over when a person says so. */
export function ProviderSync({ name }: { name: string }) {
  const { t } = useTranslation();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [sync, setSync] = useState<Sync | null>(null);
  const [mutate, { loading }] = useMutation(SyncProvider);
  async function compare(apply: boolean) {
    try {
      const { data } = await mutate({ variables: { input: { provider: name, apply } } });
      setSync(data?.syncProvider ?? null);
      tell.good(t(apply ? 'admin.synced' : 'admin.compared'));
      if (apply) await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button tone="quiet" size="small" busy={loading} onClick={() => void compare(false)}>
          {t('admin.showDiff')}
        </Button>
        {sync && (
          <p role="status" className="text-sm text-muted">
            {t('admin.diff', { added: sync.added, changed: sync.changed, gone: sync.gone, unchanged: sync.unchanged })}
          </p>
        )}
        {sync && !sync.applied && sync.changes.length > 0 && (
          <Button size="small" busy={loading} onClick={() => void compare(true)}>
            {t('admin.applyDiff')}
          </Button>
        )}
      </div>
      {sync && sync.changes.length > 0 && <Changes sync={sync} />}
    </div>
  );
}

function Changes({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const rows = sync.changes.flatMap((change) =>
    (change.fields.length > 0 ? change.fields : [{ name: '', before: null, after: null }]).map((field) => ({
      change,
      field,
    })),
  );
  return (
    <Table
      label={t('admin.showDiff')}
      head={[t('common.status'), t('admin.game'), t('admin.field'), t('admin.before'), t('admin.after')]}
    >
      {rows.slice(0, 200).map(({ change, field }) => (
        <tr key={`${change.code} ${field.name}`}>
          <td>
            <Badge tone={change.kind === 'GONE' ? 'bad' : 'good'}>{t(`admin.change.${change.kind}`)}</Badge>
          </td>
          <td className="font-semibold">{change.title}</td>
          <td>{field.name}</td>
          <td className="max-w-64 truncate text-muted">{field.before ?? '—'}</td>
          <td className="max-w-64 truncate">{field.after ?? '—'}</td>
        </tr>
      ))}
    </Table>
  );
}
