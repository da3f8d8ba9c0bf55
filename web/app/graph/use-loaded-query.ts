import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useRef } from 'react';

/**
 * A live view on what the loader has fetched: writes the loader's data into the cache before the query looks there, so
 * that no query runs again after hydration, and subscriptions and mutations keep it up to date from then on.
 */
export function useLoadedQuery<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  loaded: Data | null,
): Data | null {
  const client = useApolloClient();
  const written = useRef<Data | null>(null);
  if (loaded && written.current !== loaded) {
    written.current = loaded;
    // Told to other components only after the render: they may not be updated in the middle of it.
    client.writeQuery({ query: query as TypedDocumentNode<Data>, variables, data: loaded as never, broadcast: false });
  }
  useEffect(() => {
    if (loaded) client.cache.batch({ update: () => undefined });
  }, [client, loaded]);
  const { data } = useQuery(query as TypedDocumentNode<Data>, {
    variables: variables as OperationVariables,
    skip: !loaded,
    fetchPolicy: 'cache-first',
  });
  return (data as Data | undefined) ?? loaded;
}
