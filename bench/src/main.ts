/** `npm run bench -- NAME`: measures the platform against peers on this machine. CROUPIER_SUITE_SIZE=large: more of it. */
import { benchSubscriptions } from './subscriptions/subscriptions.bench.ts';
import { benchWallet } from './wallet/wallet.bench.ts';

const BENCHES: Record<string, ((input: { large: boolean; signal: AbortSignal }) => Promise<void>) | null> = {
  wallet: benchWallet,
  callbacks: null,
  gateway: null,
  subscriptions: benchSubscriptions,
};

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

const name = process.argv[2] ?? '';
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  const names = Object.entries(BENCHES).map(([each, work]) => (work ? each : `${each} (not built yet)`));
  console.error(
    `${name ? `no bench is called ${name}` : 'which bench?'}: npm run bench -- NAME\nthere are: ${names.join(', ')}`,
  );
  process.exit(2);
}
if (bench === null) {
  console.error(`NOT_IMPLEMENTED: the bench ${name} is not built yet`);
  process.exit(2);
}
try {
  await bench({ large: process.env['CROUPIER_SUITE_SIZE'] === 'large', signal: stopping.signal });
  process.exit(0);
} catch (cause) {
  console.error(stopping.signal.aborted ? 'stopped' : cause);
  process.exit(1);
}
