import './editor-workers.ts';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../root.tsx';
import { makeSocket } from '../graph/browser-client.ts';

const fetcher = createGraphiQLFetcher({ url: '/graphql', wsClient: makeSocket() });

const FIRST_QUERY = `# The whole graph, as your role may see it. Subscriptions run over the same origin.
query WhoAmI {
  me {
    id
    displayName
    roles
    wallets {
      currency
      real { amount currency }
    }
  }
}
`;

export function GraphiqlConsole() {
  const root = useRouteLoaderData<typeof loader>('root');
  return <GraphiQL fetcher={fetcher} defaultQuery={FIRST_QUERY} forcedTheme={root?.theme ?? 'dark'} />;
}
