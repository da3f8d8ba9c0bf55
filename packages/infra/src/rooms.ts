import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The repository's folder. */
export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** A subgraph; each keeps a PostgreSQL database and a NATS user of its own. */
export type DatabaseRoom = 'users' | 'wallet' | 'games' | 'payments' | 'reports';

/** A subgraph as supergraph.yaml has it. */
export interface Subgraph {
  name: DatabaseRoom;
  /** Where it listens by default. */
  port: number;
}

/** The subgraphs of this house: those of supergraph.yaml. `npm run new subgraph` adds an entry there and a name to the type above. */
export const SUBGRAPHS: readonly Subgraph[] = readSubgraphs(readFileSync(`${REPOSITORY}/supergraph.yaml`, 'utf8'));

export const DATABASE_ROOMS: readonly DatabaseRoom[] = SUBGRAPHS.map(({ name }) => name);

function readSubgraphs(text: string): Subgraph[] {
  const { subgraphs } = parse(text) as { subgraphs: Record<string, { routing_url: string }> };
  return Object.entries(subgraphs).map(([name, { routing_url: url }]) => {
    if (!/^[a-z][a-z0-9]{1,30}$/.test(name))
      throw new Error(`supergraph.yaml: ${name}: a subgraph's name is small letters and digits`);
    return { name: name as DatabaseRoom, port: Number(new URL(url).port) };
  });
}
