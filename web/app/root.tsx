import { ApolloProvider } from '@apollo/client/react';
import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  isRouteErrorResponse,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import { useMemo, useState, type ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { makeGraphClient } from './graph/browser-client.ts';
import { Me } from './graph/me.ts';
import { ask } from './graph/request-client.server.ts';
import { useLoadedQuery } from './graph/use-loaded-query.ts';
import { makeTexts } from './i18n/languages.ts';
import { Broken } from './shell/broken.tsx';
import { Frame } from './shell/frame.tsx';
import { LiveWallets } from './shell/live-wallets.tsx';
import { useNonce } from './shell/nonce.ts';
import { readPreferences } from './shell/preferences.server.ts';
import { ToastProvider } from './ui/toasts.tsx';
import styles from './styles.css?url';

export const links: LinksFunction = () => [
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
];

export const meta: MetaFunction = () => [{ title: 'Croupier' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = { request, context };
  const me = context.session ? await ask(asked, Me, {}) : null;
  return data({
    ...readPreferences(request),
    person: me?.data ?? null,
    refusal: me?.refusal ?? null,
    signedIn: context.session !== null,
    demo: context.demo,
  });
}

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root');
  const nonce = useNonce();
  const language = root?.language ?? 'en';
  const texts = useMemo(() => makeTexts(language), [language]);
  return (
    <html lang={language} className={root?.theme === 'light' ? 'light' : 'dark'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content={root?.theme === 'light' ? '#f5f2ea' : '#0b100e'} />
        <meta name="description" content={texts.t('brand.tagline')} />
        <Meta />
        <Links />
      </head>
      <body>
        <I18nextProvider i18n={texts}>{children}</I18nextProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  const [client] = useState(makeGraphClient);
  return (
    <ApolloProvider client={client}>
      <ToastProvider>
        <House />
      </ToastProvider>
    </ApolloProvider>
  );
}

function House() {
  const root = useRouteLoaderData<typeof loader>('root');
  const me = useLoadedQuery(Me, {}, root?.person ?? null);
  return (
    <LiveWallets person={me?.me ?? null}>
      <Frame
        person={me?.me ?? null}
        signedIn={root?.signedIn ?? false}
        demo={root?.demo ?? false}
        theme={root?.theme ?? 'dark'}
      >
        <Outlet />
      </Frame>
    </LiveWallets>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return <Broken missing={missing} />;
}
