import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type Language = 'en' | 'ru';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] as string);
}

/** `?lang` first, then what is known of the person, then the browser's first language; English otherwise. */
export function chooseLanguage(request: FastifyRequest, known?: string | null): Language {
  const asked = (request.query as { lang?: unknown }).lang;
  const wish = typeof asked === 'string' ? asked : (known ?? request.headers['accept-language'] ?? '');
  return wish.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

export interface Page {
  language: Language;
  title: string;
  /** HTML; everything in it is escaped by who writes it. */
  body: string;
  script?: string;
}

/** Sends a page that runs only what this server serves. `frameAncestors` and `formTargets` are origins beyond our own. */
export function sendPage(
  reply: FastifyReply,
  page: Page,
  { frameAncestors = [], formTargets = [] }: { frameAncestors?: string[]; formTargets?: string[] } = {},
): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    // Chromium applies form-action to the redirect after the post too, so the way back must be named.
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    `frame-ancestors ${["'self'", ...frameAncestors].join(' ')}`,
  ].join('; ');
  return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/sandbox.css">
${page.script ? `<script type="module" src="${page.script}"></script>` : ''}
</head>
<body>${page.body}</body>
</html>
`);
}

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves a file of `static/` that is read once, at start. Other origins may show pictures, nothing else. */
export function serveStatic(app: FastifyInstance, path: string, file: string): void {
  const content = readFileSync(new URL(`../static/${file}`, import.meta.url));
  const extension = file.split('.').at(-1) as string;
  app.get(path, async (_request, reply) =>
    reply
      .headers({
        'cache-control': 'public, max-age=300',
        ...(extension === 'svg' ? { 'cross-origin-resource-policy': 'cross-origin' } : {}),
      })
      .type(types[extension] as string)
      .send(content),
  );
}
