/** A relay in a process of its own, for lane-relay.test.ts: it stops in its tracks with entries in its hand that it has not yet published. */
import { connectNats, createLog } from '@croupier/kit';
import { LaneRelay } from './lane-relay.ts';

const [databaseUrl, natsUrl, lane] = process.argv.slice(2) as [string, string, string];
const log = createLog('zombie', 'error');
let stopped = false;
const relay = new LaneRelay({
  ...{ databaseUrl, log, lane: Number(lane), nats: await connectNats(natsUrl, log) },
  onEntries: () => {
    if (stopped) return;
    stopped = true;
    process.kill(process.pid, 'SIGSTOP');
  },
});
process.on('SIGTERM', () => void relay.stop().then(() => process.exit(0)));
process.stdout.write('ready\n');
