import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminProviders, ReleaseProviderCap, type ProviderRow } from '../graph/admin-providers.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button } from '../ui/button.tsx';
import { Badge, Card, PageTitle, type Tone } from '../ui/surfaces.tsx';
import { ProviderForm } from './provider-form.tsx';
import { ProviderSync } from './provider-sync.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const { data, refusal } = await ask({ request, context }, AdminProviders, {});
  return { providers: data?.providers ?? [], refusal };
}

export default function ProvidersPage() {
  const { t } = useTranslation();
  const { providers, refusal } = useLoaderData<typeof loader>();
  const [adds, setAdds] = useState(false);
  return (
    <>
      <PageTitle title={t('admin.providers')} lead={t('admin.providersLead')}>
        {!refusal && (
          <Button tone="quiet" aria-expanded={adds} onClick={() => setAdds(!adds)}>
            {t('admin.newProvider')}
          </Button>
        )}
      </PageTitle>
      <Refused refusal={refusal} />
      <div className="grid gap-4">
        {adds && (
          <Card>
            <ProviderForm provider={null} onDone={() => setAdds(false)} />
          </Card>
        )}
        {!refusal && providers.map((provider) => <Provider key={provider.id} provider={provider} />)}
      </div>
    </>
  );
}

const TONES: Record<string, Tone> = { UP: 'good', DOWN: 'bad', RECOVERING: 'wait', UNKNOWN: 'calm' };

function Provider({ provider }: { provider: ProviderRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [configures, setConfigures] = useState(false);
  const { health, heldPayouts, secretFingerprint } = provider;
  return (
    <Card className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 className="text-lg font-semibold">{provider.title}</h2>
        <code className="font-mono text-xs text-muted">
          {provider.name} · {provider.dialect}
        </code>
        <Badge>{t(`admin.kind.${provider.kind}`)}</Badge>
        <Badge tone={provider.enabled ? 'good' : 'calm'}>
          {t(provider.enabled ? 'admin.enabled' : 'admin.disabled')}
        </Badge>
        {provider.kind === 'STUDIO' && health && (
          <Badge tone={TONES[health.state] ?? 'calm'}>
            {t('admin.health')}: {t(`admin.state.${health.state}`)}
            {health.latencyMs !== null && ` · ${t('admin.latency', { ms: Math.round(health.latencyMs) })}`}
          </Badge>
        )}
        <Button
          tone="quiet"
          size="small"
          className="ml-auto"
          aria-expanded={configures}
          onClick={() => setConfigures(!configures)}
        >
          {t('admin.configure')}
        </Button>
      </div>
      <p className="text-sm text-muted">
        {[provider.url, secretFingerprint && t('admin.fingerprint', { fingerprint: secretFingerprint })]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {health?.lastFailureAt && (
        <p className="text-sm text-muted">
          {t('admin.lastFailure', { when: format.moment(health.lastFailureAt), what: health.lastFailure })}
        </p>
      )}
      {heldPayouts && heldPayouts.length > 0 && <Held provider={provider} count={heldPayouts.length} />}
      {configures && <ProviderForm provider={provider} onDone={() => setConfigures(false)} />}
      {provider.kind === 'STUDIO' && provider.url && <ProviderSync name={provider.name} />}
    </Card>
  );
}

function Held({ provider, count }: { provider: ProviderRow; count: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [release] = useDeed(ReleaseProviderCap);
  return (
    <div className="grid gap-2 rounded-xl bg-warn-soft p-4 text-sm">
      <p className="font-semibold">{t('admin.held', { count })}</p>
      <ul className="figure">
        {provider.heldPayouts?.map((payout) => (
          <li key={`${payout.reference} ${payout.heldAt}`}>
            {format.money(payout)} · {payout.reference} · {format.moment(payout.heldAt)}
          </li>
        ))}
      </ul>
      <div>
        <AskFirst
          trigger={
            <Button size="small" tone="danger">
              {t('admin.release')}
            </Button>
          }
          title={t('admin.release')}
          lead={t('admin.held', { count })}
          confirm={t('admin.release')}
          onConfirm={() => release({ input: { provider: provider.name } }, t('admin.released'))}
        />
      </div>
    </div>
  );
}
