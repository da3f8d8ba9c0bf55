/** Every page of web. Read aloud, it is the product. */
interface Page {
  id?: string;
  path?: string;
  index?: boolean;
  file: string;
  children?: Page[];
}

const page = (path: string, file: string, children?: Page[]): Page => ({
  path,
  file,
  ...(children ? { children } : {}),
});
const first = (file: string): Page => ({ index: true, file });

export default [
  first('lobby/lobby.page.tsx'),
  page('play/:slug', 'lobby/play.page.tsx'),
  page('sign-in', 'sign-in/sign-in.page.tsx'),
  page('sign-in/telegram', 'sign-in/telegram.return.tsx'),
  page('sign-out', 'sign-in/sign-out.action.tsx'),
  page('preferences', 'shell/preferences.action.tsx'),
  page('wallet', 'wallet/wallet.page.tsx'),
  page('exchange', 'wallet/exchange.page.tsx'),
  page('deposit', 'cashier/deposit.page.tsx'),
  page('withdraw', 'cashier/withdraw.page.tsx'),
  page('payments', 'cashier/payments.page.tsx'),
  page('identity', 'player/identity.page.tsx'),
  page('limits', 'player/limits.page.tsx'),
  page('rounds', 'player/rounds.page.tsx'),
  page('free-rounds', 'player/free-rounds.page.tsx'),
  page('admin/graphiql', 'admin/graphiql.page.tsx'),
  page('admin', 'admin/admin.layout.tsx', [
    first('admin/people.page.tsx'),
    page('users/:id', 'admin/person.page.tsx'),
    page('payments', 'admin/payments.page.tsx'),
    page('adjustments', 'admin/adjustments.page.tsx'),
    page('reports', 'admin/reports.page.tsx'),
    page('games', 'admin/games.page.tsx'),
    page('providers', 'admin/providers.page.tsx'),
    page('alerts', 'admin/alerts.page.tsx'),
    page('audit', 'admin/audit.page.tsx'),
  ]),
  page('*', 'shell/not-found.page.tsx'),
];
