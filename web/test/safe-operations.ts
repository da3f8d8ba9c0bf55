/** What web asks of the graph, letter for letter as Apollo's client sends it. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { InMemoryCache } from '@apollo/client';
import { getOperationAST, Kind, parse, print, type DocumentNode } from 'graphql';
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

interface Operation {
  name: string;
  text: string;
  hash: string;
}

async function webOperations(): Promise<Operation[]> {
  const cache = new InMemoryCache();
  const texts = (await webDocuments())
    .filter(({ document }) => document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION))
    .map(({ document }) => print(cache.transformDocument(document)));
  return [...texts, RENEW_SESSION].map((text) => {
    const name = getOperationAST(parse(text))!.name!.value;
    return { name, text, hash: createHash('sha256').update(text).digest('hex') };
  });
}

/** The manifest: each operation's text by its SHA-256. The gateway runs nothing else for players in production. */
export const safeOperations = async (): Promise<string> =>
  asJson((await webOperations()).map(({ hash, text }) => [hash, text]));

/** The pages' side of it: each operation's SHA-256 by its name. */
export const operationHashes = async (): Promise<string> =>
  asJson((await webOperations()).map(({ name, hash }) => [name, hash]));

function asJson(entries: [string, string][]): string {
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  const twice = sorted.find(([key], index) => key === sorted[index - 1]?.[0]);
  if (twice) throw new Error(`Two operations of web are ${twice[0]}`);
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

export const SAFE_OPERATIONS = new URL('../../gateway/safe-operations.json', import.meta.url);
export const OPERATION_HASHES = new URL('operation-hashes.json', folder);
