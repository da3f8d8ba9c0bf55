import { BreakingChangeType, findBreakingChanges, print, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { graphSchema, stubSchema } from './graph-schema.ts';
import { webDocuments } from './safe-operations.ts';

describe('the documents of web', async () => {
  const { schema, source } = graphSchema();
  const all = await webDocuments();

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
