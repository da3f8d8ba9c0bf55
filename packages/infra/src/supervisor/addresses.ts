import { DATABASE_ROOMS } from '../rooms.ts';
import type { DatabaseRoom } from '../rooms.ts';
import type { PortName } from './services.ts';
import type { Facts } from './environment.ts';

/** Where a running house can be reached. */
export interface Addresses {
  graphql: string;
  graphqlWebSocket: string;
  gateway: string;
  web: string;
  sandbox: string;
  mailbox: string;
  subgraphs: Record<DatabaseRoom, string>;
  callback: string;
  webhook: string;
}

const at = (port: number): string => `http://localhost:${port}`;

export function addressesOf({ ports, publicUrl, webUrl, sandboxUrl }: Facts): Addresses {
  const port = (name: PortName): string => at(ports[name]);
  return {
    graphql: `${publicUrl}/graphql`,
    graphqlWebSocket: `${publicUrl.replace(/^http/, 'ws')}/graphql`,
    gateway: publicUrl,
    web: webUrl,
    sandbox: sandboxUrl,
    mailbox: port('mailbox'),
    subgraphs: Object.fromEntries(DATABASE_ROOMS.map((room) => [room, port(room)])) as Addresses['subgraphs'],
    callback: port('callback'),
    webhook: port('webhook'),
  };
}

/** The one table that a start prints. */
export function tableOf(addresses: Addresses, isDemo: boolean): string {
  const rows: [string, string][] = [
    ['player app', `${addresses.web}/`],
    ['admin console', `${addresses.web}/admin`],
    ['graph', `${addresses.graphql}  ${addresses.graphqlWebSocket}`],
    ['partner graph, REST', `${addresses.gateway}/partner/graphql  ${addresses.gateway}/partner/v1/openapi.json`],
    ['game callbacks', `${addresses.gateway}/providers/{provider}/{operation}`],
    ['payment webhooks', `${addresses.gateway}/webhooks/{psp}`],
    [
      'subgraphs',
      Object.entries(addresses.subgraphs)
        .map(([name, url]) => `${name} :${new URL(url).port}`)
        .join('  '),
    ],
  ];
  if (isDemo) {
    rows.push(
      ['sandbox games, PSP', addresses.sandbox],
      ['mailbox', `${addresses.mailbox}  (mail and SMS of this installation)`],
      ['demo people', 'Alice, Bob (players)  Olga (ADMIN)  Frank (FINANCE)  Clara (COMPLIANCE)  Sam (SUPPORT)'],
      ['a token for one', 'npm run demo -- token Alice'],
      ['partner key', 'demo-partner-key'],
    );
  }
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, where]) => `  ${what.padEnd(width)}  ${where}`).join('\n');
}
