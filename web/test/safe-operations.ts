/** What web asks of the graph, letter for letter as Apollo's client sends it. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { InMemoryCache } from '@apollo/client';
import { Kind, print, type DocumentNode } from 'graphql';
import { DOCUMENT as RENEW_SESSION } from '../server/renew-session.ts';

const folder = new URL('../app/graph/', import.meta.url);

/** Every document that a module of app/graph exports, by its export's name. */
export async function webDocuments(): Promise<{ name: string; document: DocumentNode }[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter((entry): entry is [string, DocumentNode] => (entry[1] as DocumentNode | undefined)?.kind === 'Document')
      .map(([name, document]) => ({ name, document })),
  );
}

/** The manifest: each operation's text by its SHA-256. The gateway runs nothing else for players in production. */
export async function safeOperations(): Promise<string> {
  const cache = new InMemoryCache();
  const texts = (await webDocuments())
    .filter(({ document }) => document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION))
    .map(({ document }) => print(cache.transformDocument(document)));
  const byHash = [...texts, RENEW_SESSION].map(
    (text) => [createHash('sha256').update(text).digest('hex'), text] as const,
  );
  return `${JSON.stringify(Object.fromEntries(byHash.sort(([one], [other]) => (one < other ? -1 : 1))), null, 2)}\n`;
}

export const SAFE_OPERATIONS = new URL('../../gateway/safe-operations.json', import.meta.url);
