import { BreakingChangeType, findBreakingChanges, print, validate, type DocumentNode } from 'graphql';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { graphSchema, stubSchema } from './graph-schema.ts';

const folder = new URL('../app/graph/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

async function documents(): Promise<{ name: string; document: DocumentNode }[]> {
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) =>
    Object.entries(module)
      .filter((entry): entry is [string, DocumentNode] => (entry[1] as DocumentNode | undefined)?.kind === 'Document')
      .map(([name, document]) => ({ name, document })),
  );
}

describe('the documents of web', async () => {
  const { schema, source } = graphSchema();
  const all = await documents();

  it('are found', () => expect(all.length).toBeGreaterThan(40));

  it.each(all)(`$name asks only what the graph (${source}) answers`, ({ document }) => {
    expect(validate(schema, document), print(document)).toEqual([]);
  });

  it.each(all)('$name asks only what the stub gateway answers', ({ document }) => {
    expect(validate(stubSchema(), document), print(document)).toEqual([]);
  });

  it('get types that the graph keeps: the stub promises nothing that the platform does not', () => {
    const broken = findBreakingChanges(stubSchema(), schema).filter(
      ({ type }) => type !== BreakingChangeType.DIRECTIVE_REMOVED,
    );
    expect(broken.map(({ description }) => description)).toEqual([]);
  });
});
