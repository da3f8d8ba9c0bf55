import { graphql, type HostileRequest } from './hostile-request.ts';

const HONEST = JSON.stringify({ query: '{ undeclared }' });
const MUTATION = 'mutation { rename(name: "x") { id } }';

/** Bodies and forms that are no GraphQL request, or come from a foreign page. */
export function hostileForms(): HostileRequest[] {
  return [...bodies(), ...parameters(), ...methods(), ...[...forged(), ...mediaTypes(), ...compressed()].map(reject)];
}

const bodies = (): HostileRequest[] => [
  ...Object.entries({
    nothing: '',
    'half of JSON': '{"query":',
    null: 'null',
    'a number': '1',
    'a string': '"{ anyone }"',
    'an empty object': '{}',
    'an empty batch': '[]',
    'a batch of one': `[${HONEST}]`,
    'a batch of a thousand': `[${Array.from({ length: 1_000 }, () => HONEST).join()}]`,
    'a batch within a batch': `[[${HONEST}]]`,
    'open brackets': '['.repeat(100_000),
    'open objects': '{"a":'.repeat(40_000),
    'deep JSON': `{"query":"{ undeclared }","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    __proto__: '{"__proto__":{"query":"{ undeclared }"}}',
    'a constructor': '{"constructor":{"prototype":{"query":"x"}}}',
    'two queries': '{"query":"{ undeclared }","query":"{ me { id } }"}',
    infinity: '{"query":"{ undeclared }","variables":{"a":1e9999}}',
    NaN: '{"query":"{ undeclared }","variables":{"a":NaN}}',
    'single quotes': "{'query':'{ undeclared }'}",
    'a byte order mark': `\ufeff[${HONEST}]`,
    'a trailing comma': '{"query":"{ undeclared }",}',
  }).map(([name, body]) => ({ name: `a body of ${name}`, body })),
  { name: 'a body above 256 KB', body: JSON.stringify({ query: `{ anyone } # ${'x'.repeat(256 * 1024)}` }) },
  { name: 'a body of 2 MB', body: 'x'.repeat(2 * 1024 * 1024), outcome: 'closed' },
  { name: 'a body of bytes', body: Buffer.from(Array.from({ length: 4_096 }, (_, at) => at % 256)) },
  { name: 'a body that is no UTF-8', body: Buffer.from([...Buffer.from('{"query":"{ undeclared }'), 0xff, 0xfe, 0x22, 0x7d]) }, // prettier-ignore
  { name: 'an overlong UTF-8 form', body: Buffer.from([0xc0, 0xae, 0xc0, 0xae]) },
];

const parameters = (): HostileRequest[] => [
  ...[1, true, [], {}, null, ''].map((query, at) => graphql(`a query of the wrong type ${at}`, query)),
  ...[1, 'x', [], true].map((variables, at) => graphql(`variables of the wrong type ${at}`, '{ undeclared }', { variables })), // prettier-ignore
  ...[1, [], {}, true].map((operationName, at) => graphql(`an operation name of the wrong type ${at}`, '{ undeclared }', { operationName })), // prettier-ignore
  ...[1, 'x', [], true].map((extensions, at) => graphql(`extensions of the wrong type ${at}`, '{ undeclared }', { extensions })), // prettier-ignore
  graphql('an operation that is not there', 'query A { undeclared }', { operationName: 'B' }),
  graphql('an operation named __proto__', 'query A { undeclared }', { operationName: '__proto__' }),
  graphql('an operation name of 100 000', 'query A { undeclared }', { operationName: 'A'.repeat(100_000) }),
  graphql('a persisted query of nobody', undefined, { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }), // prettier-ignore
  graphql('a persisted query that is no hash', undefined, { extensions: { persistedQuery: { version: 1, sha256Hash: '../../etc/passwd' } } }), // prettier-ignore
  graphql('a persisted query that is a list', undefined, { extensions: { persistedQuery: [] } }),
];

const reject = (each: HostileRequest): HostileRequest => ({ outcome: 'rejected', ...each });

const forged = (): HostileRequest[] => [
  ...['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((method) => ({ name: `a ${method}`, method, body: method.startsWith('P') ? HONEST : undefined })), // prettier-ignore
  { name: 'a mutation by GET', method: 'GET', search: `?query=${encodeURIComponent(MUTATION)}` },
  { name: 'a mutation by GET behind a query', method: 'GET', search: `?operationName=M&query=${encodeURIComponent(`query Q { anyone } ${MUTATION.replace('mutation', 'mutation M')}`)}` }, // prettier-ignore
];

const methods = (): HostileRequest[] => [
  { name: 'a subscription by GET', method: 'GET', search: `?query=${encodeURIComponent('subscription { ticks(upTo: 5) }')}` }, // prettier-ignore
  { name: 'a GET without a query', method: 'GET' },
  { name: 'a GET with broken variables', method: 'GET', search: '?query={undeclared}&variables={' },
  { name: 'a GET with a broken escape', method: 'GET', search: '?query=%E0%A4%A' },
  { name: 'a GET with two queries', method: 'GET', search: '?query={undeclared}&query={me{id}}' },
  { name: 'a GET of 10 KB', method: 'GET', search: `?query={${'undeclared,'.repeat(900)}}` },
  { name: 'a long address', method: 'GET', search: `?query=${'x'.repeat(60_000)}`, outcome: 'closed' },
];

const mediaTypes = (): HostileRequest[] => [
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'application/xml',
    'text/html',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/jsonp',
    'application/json, text/plain',
    '',
    ';;;',
    'a'.repeat(5_000),
  ].map((type) => ({
    name: `a form of the type ${type.slice(0, 50)}`,
    headers: { 'content-type': type },
    body: JSON.stringify({ query: MUTATION }),
  })),
  ...[
    'text/html',
    'application/json;q=0',
    'image/*',
    'x'.repeat(10_000),
    'application/graphql+json;charset=latin1',
  ].map((accept) => ({
    // prettier-ignore
    name: `an answer as ${accept.slice(0, 40)}`,
    headers: { accept },
    body: HONEST,
  })),
  { name: 'events of a query without a body', headers: { accept: 'text/event-stream' }, body: '' },
];

const compressed = (): HostileRequest[] =>
  ['gzip', 'br', 'deflate', 'compress', 'gzip, gzip', 'identity, gzip'].map((encoding) => ({
    name: `a body said to be ${encoding}`,
    headers: { 'content-encoding': encoding },
    body: Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), Buffer.alloc(2_000, 1)]),
  }));
