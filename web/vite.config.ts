import { vitePlugin as remix } from '@remix-run/dev';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
    tailwindcss(),
  ],
  // gql.tada is needed while building only; lucide's package has no exports that Node's ESM loader understands.
  ssr: { noExternal: ['gql.tada', '@0no-co/graphql.web', 'lucide-react'] },
  // GraphiQL's editor is a large chunk by nature; it is loaded on its own page only.
  build: { target: 'es2022', chunkSizeWarningLimit: 5000, reportCompressedSize: false },
  worker: { format: 'es' },
});
