import { type DocumentNode, parse, type Source, validate } from 'graphql';

const MOST_DOCUMENTS = 100;

/** Parses and validates a text once, however many subscribe with it; beyond 100 texts the oldest is forgotten. For one schema. */
export function createKnownDocuments(): {
  parse: (source: string | Source) => DocumentNode;
  validate: typeof validate;
} {
  const documents = new Map<string, DocumentNode>();
  const valid = new WeakSet<DocumentNode>();
  return {
    parse(source) {
      const text = typeof source === 'string' ? source : source.body;
      const known = documents.get(text);
      if (known) return known;
      const document = parse(source);
      if (documents.size >= MOST_DOCUMENTS) documents.delete(documents.keys().next().value!);
      documents.set(text, document);
      return document;
    },
    validate(schema, document, ...rest) {
      if (valid.has(document)) return [];
      const problems = validate(schema, document, ...rest);
      if (problems.length === 0) valid.add(document);
      return problems;
    },
  };
}
