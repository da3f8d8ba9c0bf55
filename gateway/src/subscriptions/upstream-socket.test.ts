import type { AddressInfo } from 'node:net';
import { eventually } from '@croupier/testkit';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { UpstreamSocket } from './upstream-socket.ts';

const servers: WebSocketServer[] = [];
const sockets: UpstreamSocket[] = [];
afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.close());
  servers.splice(0).forEach((server) => server.close());
});

interface Subgraph {
  url: string;
  peers: WebSocket[];
  heard: { type: string; id?: string; payload?: unknown }[];
}
async function aSubgraph(acknowledges = true): Promise<Subgraph> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const subgraph: Subgraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    peers: [],
    heard: [],
  };
  server.on('connection', (peer) => {
    subgraph.peers.push(peer);
    peer.on('message', (data: Buffer) => {
      const message = JSON.parse(String(data)) as Subgraph['heard'][number];
      subgraph.heard.push(message);
      if (message.type === 'connection_init' && acknowledges) peer.send('{"type":"connection_ack"}');
    });
  });
  return subgraph;
}
function connect({ url }: Subgraph, times: object = {}): UpstreamSocket {
  const socket = new UpstreamSocket({ url, init: async () => ({ identity: 'gateway' }), ...times });
  sockets.push(socket);
  return socket;
}
function listen(socket: UpstreamSocket, query: string): { told: string[]; stop: () => void } {
  const told: string[] = [];
  const stop = socket.subscribe({ query }, {
    next: (payload) => told.push(`next ${payload}`),
    refused: (errors) => told.push(`refused ${JSON.stringify(errors)}`),
    complete: () => told.push('complete'),
    dropped: () => told.push('dropped'),
  }); // prettier-ignore
  return { told, stop };
}

test('many operations share one connection; every form of a message is understood', async () => {
  const subgraph = await aSubgraph();
  const socket = connect(subgraph);
  const [one, two, three] = ['a', 'b', 'c'].map((query) => listen(socket, query)) as [ReturnType<typeof listen>, ReturnType<typeof listen>, ReturnType<typeof listen>]; // prettier-ignore
  await eventually(() => expect(subgraph.heard.map(({ type, id }) => [type, id])).toEqual([['connection_init', undefined], ['subscribe', '1'], ['subscribe', '2'], ['subscribe', '3']])); // prettier-ignore
  expect(subgraph.heard[0]!.payload).toEqual({ identity: 'gateway' });
  const [peer] = subgraph.peers as [WebSocket];
  peer.send('{"id":"1","type":"next","payload":{"data":{"ä":"}"}}}');
  peer.send('{ "type": "next", "payload": {"data": {"a": 2}}, "id": "1" }');
  peer.send('{"id":"1","type":"next","payload":{"data":{"a":3}}}');
  peer.send('{"type":"ping"}');
  peer.send('{"id":"2","type":"error","payload":[{"message":"no"}]}');
  peer.send('{"id":"1","type":"complete"}');
  peer.send('{"id":"1","type":"next","payload":{"data":{"late":1}}}');
  await eventually(() =>
    expect(one.told).toEqual(['next {"data":{"ä":"}"}}', 'next {"data":{"a":2}}', 'next {"data":{"a":3}}', 'complete']),
  );
  expect(two.told).toEqual(['refused [{"message":"no"}]']);
  three.stop();
  await eventually(() => expect(subgraph.heard.slice(-2)).toEqual([{ type: 'pong' }, { id: '3', type: 'complete' }]));
  expect([socket.load, subgraph.peers.length]).toEqual([0, 1]);
});

test('a connection that is silent, or never acknowledged, drops its operations; the next one connects again', async () => {
  // Time enough to open a connection on a busy machine: what is slow to open is dropped as well.
  const pongWithinMs = 1_000;
  const mute = listen(connect(await aSubgraph(false), { pongWithinMs }), 'a');
  const silent = await aSubgraph();
  const socket = connect(silent, { pingEveryMs: 1_200, pongWithinMs });
  const unheard = listen(socket, 'a');
  await eventually(() => expect([mute.told, unheard.told]).toEqual([['dropped'], ['dropped']]));
  listen(socket, 'b');
  await eventually(() => expect(silent.peers).toHaveLength(2));
});
