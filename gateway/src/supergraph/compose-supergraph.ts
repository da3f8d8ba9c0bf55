import { composeServices } from '@apollo/composition';
import { type GraphQLError, parse, Source } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

/** One subgraph as rover's supergraph.yaml names it. */
export interface SubgraphEntry {
  name: string;
  routingUrl: string;
  schemaFile: string;
}

const supergraphYaml = z.object({
  subgraphs: z.record(z.string(), z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) })),
});

/** Reads rover's format. Throws where it is not that. */
export function readSubgraphList(text: string): SubgraphEntry[] {
  const { subgraphs } = supergraphYaml.parse(parseYaml(text));
  return Object.entries(subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    routingUrl: routing_url,
    schemaFile: schema.file,
  }));
}

/** The schemas contradict each other; `problems` are Apollo's own words with file and line, one each. */
export class CompositionRefused extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
    this.name = 'CompositionRefused';
  }
}

/** Composes offline, without rover; `file` is what problems name. Hints are advice, not refusals. Throws CompositionRefused. */
export function composeSupergraph(subgraphs: { name: string; url: string; sdl: string; file?: string }[]): {
  supergraphSdl: string;
  hints: string[];
} {
  const services = subgraphs.map(({ name, url, sdl, file = name }) => ({
    name,
    url,
    typeDefs: parse(new Source(sdl, file)),
  }));
  const result = composeServices(services);
  if (result.errors) {
    throw new CompositionRefused(
      result.errors.map((error) => `${String(error.extensions?.code ?? 'ERROR')}: ${error.message}${placesOf(error)}`),
    );
  }
  return { supergraphSdl: result.supergraphSdl, hints: result.hints.map((hint) => hint.toString()) };
}

/** Where in the schemas a problem is: `\n  subgraphs/wallet/schema.graphql:12`, a line for each place. */
function placesOf({ nodes }: GraphQLError): string {
  const places = (nodes ?? []).flatMap(({ loc }) => (loc ? [`\n  ${loc.source.name}:${loc.startToken.line}`] : []));
  return [...new Set(places)].join('');
}
