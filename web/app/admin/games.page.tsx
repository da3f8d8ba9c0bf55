import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Dices } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { AdminGames, SetGameEnabled, type AdminGameRow } from '../graph/admin-house.ts';
import { ask } from '../graph/request-client.server.ts';
import { searchValue } from '../shell/guard.server.ts';
import { readPreferences } from '../shell/preferences.server.ts';
import { Button } from '../ui/button.tsx';
import { Pager } from '../ui/pager.tsx';
import { Badge, Empty, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const variables = { filter: {}, after: searchValue(request, 'after'), locale: readPreferences(request).language };
  const { data, refusal } = await ask({ request, context }, AdminGames, variables);
  return { games: data?.games ?? null, refusal };
}

export default function AdminGamesPage() {
  const { t } = useTranslation();
  const { games, refusal } = useLoaderData<typeof loader>();
  const shown = games?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.games')} />
      <Refused refusal={refusal} />
      {!refusal && shown.length === 0 && <Empty icon={Dices} title={t('common.none')} />}
      {shown.length > 0 && (
        <Table
          label={t('admin.games')}
          head={[t('admin.game'), t('admin.provider'), t('lobby.genre'), 'RTP', t('common.status'), '']}
        >
          {shown.map((game) => (
            <Row key={game.id} game={game} />
          ))}
        </Table>
      )}
      <Pager pageInfo={games?.pageInfo} />
    </>
  );
}

function Row({ game }: { game: AdminGameRow }) {
  const { t } = useTranslation();
  const [setEnabled, busy] = useDeed(SetGameEnabled);
  return (
    <tr>
      <td className="font-semibold">
        {game.title} <code className="ml-1 font-mono text-xs font-normal text-muted">{game.code}</code>
      </td>
      <td>{game.provider.title}</td>
      <td>{t(`genre.${game.genre}`)}</td>
      <td className="figure">{game.rtp ? `${game.rtp}%` : '—'}</td>
      <td>
        <Badge tone={game.enabled ? 'good' : 'calm'}>{t(game.enabled ? 'admin.enabled' : 'admin.disabled')}</Badge>
      </td>
      <td className="text-right">
        <Button
          tone="quiet"
          size="small"
          busy={busy}
          onClick={() =>
            void setEnabled(
              { input: { gameId: game.id, enabled: !game.enabled } },
              t(game.enabled ? 'admin.gameClosed' : 'admin.gameOpened'),
            )
          }
        >
          {t(game.enabled ? 'admin.closeGame' : 'admin.open')}
        </Button>
      </td>
    </tr>
  );
}
