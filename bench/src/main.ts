/** `npm run bench -- NAME`: measures the platform against peers on this machine. CROUPIER_SUITE_SIZE=large: more of it. */
import { benchCallbacks } from './callbacks/callbacks.bench.ts';
import { benchGateway } from './gateway/gateway.bench.ts';
import { benchHostile } from './hostile/hostile.bench.ts';
import { benchSubscriptions } from './subscriptions/subscriptions.bench.ts';
import { benchWallet } from './wallet/wallet.bench.ts';

const BENCHES: Record<string, (input: { large: boolean; signal: AbortSignal }) => Promise<void>> = {
  wallet: benchWallet,
  callbacks: benchCallbacks,
  gateway: benchGateway,
  subscriptions: benchSubscriptions,
  hostile: benchHostile,
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const name = process.argv[2] ?? '';
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (!bench) {
  console.error(
    `${name ? `no bench is called ${name}` : 'which bench?'}: npm run bench -- NAME\nthere are: ${Object.keys(BENCHES).join(', ')}`,
  );
  process.exit(2);
}
try {
  await bench({ large: process.env['CROUPIER_SUITE_SIZE'] === 'large', signal: stopping.signal });
  process.exit(0);
} catch (cause) {
  console.error(stopping.signal.aborted ? 'stopped' : cause);
  process.exit(1);
}
