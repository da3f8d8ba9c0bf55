import { ApolloClient, HttpLink, InMemoryCache, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { redirect, type AppLoadContext } from '@remix-run/node';
import { byHash } from './by-hash.ts';
import { codeOf, type RefusalCode } from './errors.ts';

export interface Answer<Data> {
  data: Data | null;
  /** The first refusal; data may be there beside it. */
  refusal: RefusalCode | null;
}

interface Asked {
  request: Request;
  context: AppLoadContext;
}

const ASK_TIMEOUT_MS = 15_000;

/** A graph client for one request, with the access token of its session. */
function requestClient({ request, context }: Asked): ApolloClient {
  const headers: Record<string, string> = { 'x-forwarded-for': context.clientAddress };
  if (context.session) headers['authorization'] = `Bearer ${context.session.accessToken}`;
  const language = request.headers.get('accept-language');
  if (language) headers['accept-language'] = language;
  const link = new HttpLink({
    uri: `${context.gatewayUrl}/graphql`,
    headers,
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }),
  });
  return new ApolloClient({ ssrMode: true, link: byHash.concat(link), cache: new InMemoryCache() });
}

/** Asks the graph for a loader. A session that has ended sends the person to the same page as a guest. */
export async function ask<Data, Variables extends OperationVariables>(
  asked: Asked,
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const client = requestClient(asked);
  const result = await client
    .query<Data, OperationVariables>({
      query: query as TypedDocumentNode<Data>,
      variables,
      fetchPolicy: 'no-cache',
      errorPolicy: 'all',
    })
    .catch((error: unknown) => ({ data: undefined, error }));
  const refusal = result.error ? codeOf(result.error) : null;
  if (refusal === 'UNAUTHENTICATED' && asked.context.session) throw becomeGuest(asked);
  return { data: (result.data as Data | undefined) ?? null, refusal };
}

/** Changes something in the graph for an action. */
export async function tell<Data, Variables extends OperationVariables>(
  asked: Asked,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const client = requestClient(asked);
  try {
    const result = await client.mutate<Data, OperationVariables>({
      mutation: mutation as TypedDocumentNode<Data>,
      variables,
    });
    return { data: (result.data as Data | undefined) ?? null, refusal: null };
  } catch (error) {
    return { data: null, refusal: codeOf(error) };
  }
}

function becomeGuest({ request, context }: Asked): Response {
  const url = new URL(request.url);
  url.searchParams.delete('_routes');
  const path = url.pathname.replace(/\.data$/, '').replace(/^\/_root$/, '/') + url.search;
  return redirect(path, { headers: { 'Set-Cookie': context.cookies.signOut() } });
}
