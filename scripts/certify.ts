/**
 * Runs the certification cases against an operator's wallet: `npm run certify -- --provider NAME --url URL …` (packages/certify/README.md).
 * Without `--players` the operator is the demo house that runs here (`npm start`), and everything that the cases need is done in it:
 *
 *   npm run certify -- --provider sandbox
 *   npm run certify -- --provider demo-bookmaker --dialect bookmaker
 */
import { certifyFrom } from '@croupier/certify';
import { DEMO_PARTNERS, DEMO_PROVIDER_SECRET } from '../subgraphs/games/seeds/demo.ts';
import { certifiedHouse } from './demo/certified-house.ts';
import { DemoHouse } from './demo/demo-house.ts';

const argv = process.argv.slice(2);
const provider = argv[argv.indexOf('--provider') + 1];
const demoSecret =
  provider === 'sandbox' ? DEMO_PROVIDER_SECRET : DEMO_PARTNERS.find(({ id }) => id === provider)?.secret;
let demo: DemoHouse | null = null;
try {
  process.exitCode = await certifyFrom({
    argv,
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    defaults: { url: 'http://127.0.0.1:4000', secret: demoSecret },
    house: async (options) => {
      demo = await DemoHouse.open(process.env.CROUPIER_STATE_DIR ?? '.croupier');
      return certifiedHouse(demo, options);
    },
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await (demo as DemoHouse | null)?.close();
}
