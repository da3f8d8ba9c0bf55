import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BlockUser, PersonDetail, ReviewKyc, UnblockUser, type PersonFull } from '../graph/admin-people.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button } from '../ui/button.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Card, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const { data, refusal } = await ask({ request, context }, PersonDetail, { id: String(params['id']).slice(0, 64) });
  if (!data?.user && (refusal === null || refusal === 'NOT_FOUND')) throw new Response('Not found', { status: 404 });
  return { user: data?.user ?? null, refusal };
}

export default function PersonPage() {
  const { t } = useTranslation();
  const { user, refusal } = useLoaderData<typeof loader>();
  if (!user) return <Refused refusal={refusal} />;
  return (
    <>
      <PageTitle title={user.displayName ?? user.id} lead={user.email ?? undefined}>
        <Standing user={user} />
      </PageTitle>
      {refusal && <Refused refusal={refusal === 'FORBIDDEN' ? null : refusal} />}
      <div className="grid gap-5 xl:grid-cols-2">
        <Facts user={user} />
        <KycReview user={user} />
      </div>
      <h2 className="mt-8 mb-3 text-xl font-semibold">{t('admin.wallets')}</h2>
      <Wallets user={user} />
      <h2 className="mt-8 mb-3 text-xl font-semibold">{t('admin.recentPayments')}</h2>
      <Payments user={user} />
    </>
  );
}

function Standing({ user }: { user: PersonFull }) {
  const { t } = useTranslation();
  const [block] = useDeed(BlockUser);
  const [unblock] = useDeed(UnblockUser);
  const blocked = user.status === 'BLOCKED';
  return (
    <div className="flex items-center gap-3">
      {user.status && <Badge tone={toneOf(user.status)}>{t(`userStatus.${user.status}`)}</Badge>}
      {blocked ? (
        <AskFirst
          trigger={
            <Button tone="quiet" size="small">
              {t('admin.unblock')}
            </Button>
          }
          title={`${t('admin.unblock')}?`}
          wants={t('common.reason')}
          confirm={t('admin.unblock')}
          onConfirm={(reason) => unblock({ input: { userId: user.id, reason } }, t('admin.unblocked'))}
        />
      ) : (
        <AskFirst
          trigger={
            <Button tone="danger" size="small">
              {t('admin.block')}
            </Button>
          }
          title={t('admin.blockTitle')}
          lead={t('admin.blockLead')}
          wants={t('common.reason')}
          confirm={t('admin.block')}
          onConfirm={(reason) => block({ input: { userId: user.id, reason } }, t('admin.blocked'))}
        />
      )}
    </div>
  );
}

function Facts({ user }: { user: PersonFull }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
        <Fact name={t('admin.copyId')}>
          <code className="font-mono text-xs break-all select-all">{user.id}</code>
        </Fact>
        <Fact name={t('admin.role')}>{user.roles?.map((role) => t(`role.${role}`)).join(', ')}</Fact>
        <Fact name={t('admin.since')}>{format.moment(user.createdAt)}</Fact>
        <Fact name={t('admin.lastSeen')}>{format.moment(user.lastSignInAt)}</Fact>
        {user.statusUntil && <Fact name={t('common.to')}>{format.moment(user.statusUntil)}</Fact>}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function KycReview({ user }: { user: PersonFull }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [review, busy] = useDeed(ReviewKyc);
  const { kyc } = user;
  if (!kyc) return null;
  return (
    <Card className="grid content-start gap-4">
      <p className="flex items-center justify-between">
        <span className="font-semibold">{t('admin.kyc')}</span>
        <Badge tone={toneOf(kyc.status)}>{t(`kyc.${kyc.status}`)}</Badge>
      </p>
      <p className="text-sm text-muted">
        {[kyc.fullName, kyc.country, kyc.submittedAt && format.moment(kyc.submittedAt), kyc.reason]
          .filter(Boolean)
          .join(' · ') || '—'}
      </p>
      {kyc.status === 'PENDING' && (
        <div className="flex gap-3">
          <Button
            size="small"
            busy={busy}
            onClick={() =>
              void review({ input: { userId: user.id, decision: 'APPROVE', reason: null } }, t('admin.kycApproved'))
            }
          >
            {t('admin.approve')}
          </Button>
          <AskFirst
            trigger={
              <Button tone="danger" size="small">
                {t('admin.reject')}
              </Button>
            }
            title={t('admin.rejectTitle')}
            wants={t('common.reason')}
            confirm={t('admin.reject')}
            onConfirm={(reason) =>
              review({ input: { userId: user.id, decision: 'REJECT', reason } }, t('admin.kycRejected'))
            }
          />
        </div>
      )}
    </Card>
  );
}

function Wallets({ user }: { user: PersonFull }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table
      label={t('admin.wallets')}
      head={[t('common.currency'), t('admin.REAL'), t('admin.BONUS'), t('admin.LOCKED'), t('admin.walletId')]}
    >
      {(user.wallets ?? []).map((wallet) => (
        <tr key={wallet.id}>
          <td className="font-semibold">{wallet.currency}</td>
          <td className="figure">{format.money(wallet.real)}</td>
          <td className="figure">{format.money(wallet.bonus)}</td>
          <td className="figure">{format.money(wallet.locked)}</td>
          <td className="font-mono text-xs text-muted select-all">{wallet.id}</td>
        </tr>
      ))}
    </Table>
  );
}

function Payments({ user }: { user: PersonFull }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table
      label={t('admin.recentPayments')}
      head={[t('common.when'), t('common.kind'), t('common.amount'), t('common.status')]}
    >
      {(user.payments?.edges ?? []).map(({ node }) => (
        <tr key={node.id}>
          <td className="text-muted">{format.moment(node.createdAt)}</td>
          <td>{t(`payment.${node.kind}`)}</td>
          <td className="figure font-semibold">{format.money(node.amount)}</td>
          <td>
            <Badge tone={toneOf(node.status)}>{t(`payment.${node.status}`)}</Badge>
          </td>
        </tr>
      ))}
    </Table>
  );
}
