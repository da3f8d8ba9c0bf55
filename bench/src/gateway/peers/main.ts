/** One peer in a process of its own, started by fork: told what to serve, it says where; asked for its CPU, it tells. */
import { apollo } from './apollo.ts';
import { byHand } from './by-hand.ts';
import { hive, hiveRust } from './hive.ts';
import { mercurius } from './mercurius.ts';
import { ours } from './ours.ts';
import type { PeerStart, StartPeer } from './peer.ts';

const PEERS: Record<string, StartPeer> = { ours, apollo, hive, hiveRust, mercurius, byHand };

process.on('message', (message: PeerStart | 'cpu') => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    return void process.send!({ cpuMicros: user + system });
  }
  PEERS[message.peer]!(message).then(
    (url) => process.send!({ url }),
    (error: unknown) => process.send!({ problem: String((error as Error)?.message ?? error) }),
  );
});
process.once('disconnect', () => process.exit(0));
