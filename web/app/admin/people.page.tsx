import type { LoaderFunctionArgs } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams, useSubmit } from '@remix-run/react';
import { Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { People } from '../graph/admin-people.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { searchValue } from '../shell/guard.server.ts';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';

const STATUSES = ['ACTIVE', 'BLOCKED', 'COOLING_OFF', 'SELF_EXCLUDED', 'CLOSED'] as const;
const KYC = ['NONE', 'PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const status = STATUSES.find((one) => one === searchValue(request, 'status')) ?? null;
  const kycStatus = KYC.find((one) => one === searchValue(request, 'kyc')) ?? null;
  const filter = { search: searchValue(request, 'search', 100), status, kycStatus };
  const { data, refusal } = await ask({ request, context }, People, { filter, after: searchValue(request, 'after') });
  return { users: data?.users ?? null, refusal };
}

export default function PeoplePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { users, refusal } = useLoaderData<typeof loader>();
  const shown = users?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.users')}>
        {users?.totalCount != null && <Badge>{t('admin.found', { count: users.totalCount })}</Badge>}
      </PageTitle>
      <Filters />
      <Refused refusal={refusal} />
      {!refusal && shown.length === 0 && <Empty icon={Users} title={t('common.none')} />}
      {shown.length > 0 && (
        <Table
          label={t('admin.users')}
          head={[
            t('admin.name'),
            t('admin.email'),
            t('admin.role'),
            t('common.status'),
            t('admin.kyc'),
            t('admin.since'),
          ]}
        >
          {shown.map((user) => (
            <tr key={user.id}>
              <td className="font-semibold">
                <Link to={`/admin/users/${user.id}`} className="hover:text-brass">
                  {user.displayName ?? user.id.slice(0, 8)}
                </Link>
              </td>
              <td className="text-muted">{user.email ?? '—'}</td>
              <td>{user.roles?.map((role) => t(`role.${role}`)).join(', ')}</td>
              <td>{user.status && <Badge tone={toneOf(user.status)}>{t(`userStatus.${user.status}`)}</Badge>}</td>
              <td>{user.kyc && <Badge tone={toneOf(user.kyc.status)}>{t(`kyc.${user.kyc.status}`)}</Badge>}</td>
              <td className="whitespace-nowrap text-muted">{format.moment(user.createdAt)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager pageInfo={users?.pageInfo} />
    </>
  );
}

function Filters() {
  const { t } = useTranslation();
  const submit = useSubmit();
  const [params] = useSearchParams();
  return (
    <Form
      role="search"
      className="mb-4 grid gap-3 sm:grid-cols-[1fr_11rem_11rem]"
      onChange={(event) => (event.target as Element).nodeName === 'SELECT' && submit(event.currentTarget)}
    >
      <input
        type="search"
        name="search"
        aria-label={t('admin.searchPeople')}
        placeholder={t('admin.searchPeople')}
        defaultValue={params.get('search') ?? ''}
        maxLength={100}
        className="control"
      />
      <select
        name="status"
        aria-label={t('common.status')}
        defaultValue={params.get('status') ?? ''}
        className="control"
      >
        <option value="">{t('common.status')}</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`userStatus.${status}`)}
          </option>
        ))}
      </select>
      <select name="kyc" aria-label={t('admin.kyc')} defaultValue={params.get('kyc') ?? ''} className="control">
        <option value="">{t('admin.kyc')}</option>
        {KYC.map((status) => (
          <option key={status} value={status}>
            {t(`kyc.${status}`)}
          </option>
        ))}
      </select>
    </Form>
  );
}
