/** Who may import whom (house.md). One sentence per rule; `npm run check` enforces them. */
const TEST = '\\.test\\.tsx?$';
const EDGE =
  '(\\.(resolver|args|type|route|entity)\\.ts|/(on|answer)-[^/]+\\.ts|/(main|config|orm|schema|messages|index|room)\\.ts)$';

module.exports = {
  forbidden: [
    {
      name: 'rooms-speak-through-contracts',
      comment: 'Subgraphs never import each other: they speak through contracts.',
      severity: 'error',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'contracts-depend-on-zod-alone',
      comment: 'What rooms say to each other depends on nothing but zod.',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: TEST },
      to: { pathNot: ['^packages/contracts/', 'node_modules/zod/'] },
    },
    {
      name: 'kit-knows-no-room',
      comment: 'The kit serves every room and knows none.',
      severity: 'error',
      from: { path: '^packages/kit/' },
      to: { path: '^(subgraphs|gateway|web|e2e|bench)/' },
    },
    {
      name: 'clients-know-the-graph-alone',
      comment: 'Gateway and web read generated graph files, never a room.',
      severity: 'error',
      from: { path: '^(gateway|web)/' },
      to: { path: '^subgraphs/' },
    },
    {
      name: 'outside-parties-speak-protocols',
      comment: 'The sandbox plays outside parties: it knows addresses, not rooms.',
      severity: 'error',
      from: { path: '^packages/sandbox/' },
      to: { path: '^(subgraphs|gateway|web)/' },
    },
    {
      name: 'certification-stands-alone',
      comment: 'The certification kit knows dialects over HTTP: no room, no package of ours, no dependency.',
      severity: 'error',
      from: { path: '^packages/certify/', pathNot: TEST },
      to: { pathNot: ['^packages/certify/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'servers-of-tests-stay-in-tests',
      comment: 'testkit, infra and certify are for tests, scripts, e2e and bench.',
      severity: 'error',
      from: {
        path: '^(subgraphs|gateway|web|packages/(kit|contracts|sandbox))/',
        pathNot: [TEST, '/(test|fixtures)/', '\\.testing\\.ts$', '^web/e2e/'],
      },
      to: { path: '^packages/(testkit|infra|certify)/' },
    },
    {
      name: 'use-cases-know-no-transport',
      comment: 'Edges call use cases; use cases import no GraphQL, HTTP or NATS.',
      severity: 'error',
      from: {
        path: '^subgraphs/[^/]+/src/',
        pathNot: [EDGE, TEST, '\\.testing\\.ts$', '/providers/', '/(relay|publish-log|subscriptions?)/'],
      },
      to: { path: 'node_modules/(graphql|type-graphql|fastify|nats)/' },
    },
    {
      name: 'adapters-only-translate',
      comment: 'Adapters of studios, bookmakers and PSPs import no entity, ORM or NATS.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/src/(providers|bookmaker/dialects)/[^/]+/', pathNot: TEST },
      to: { path: ['\\.entity\\.ts$', 'node_modules/(@mikro-orm|nats)/'] },
    },
    {
      name: 'tracing-off-loads-nothing',
      comment: 'OpenTelemetry is known to one file.',
      severity: 'error',
      from: { pathNot: '^packages/kit/src/tracing/open-telemetry\\.ts$' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'tracing-is-loaded-when-configured',
      comment: 'That file is loaded by import() alone.',
      severity: 'error',
      from: {},
      to: { path: '^packages/kit/src/tracing/open-telemetry\\.ts$', dynamic: false },
    },
    {
      name: 'no-cycles',
      comment: 'Nothing calls back up.',
      severity: 'error',
      from: { pathNot: '\\.entity\\.ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Our own; those of packages are what is imported.
    exclude: { path: '^((packages|subgraphs)/[^/]+|gateway|web)/(dist|build)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default', 'node'] },
  },
};
