/**
 * The demo house's people and money, made by the use cases. Works on a house that `npm start` started on the embedded default.
 *
 *   npm run demo -- token NAME [--ttl S] [--claims JSON]            an access token for Alice, Bob, Olga, Frank, Clara or Sam
 *   npm run demo -- players N --balance 1000.00 --currency EUR      N players with money and a game session, one JSON line each
 *   npm run demo -- expire-session TOKEN                            makes a game session expire now
 *   npm run demo -- restart wallet games                            ends these services without a warning and waits until they run again
 *   npm run demo -- close-rounds                                    closes open rounds now, as the job does after its hours
 *   npm run demo -- seed                                            what the supervisor does before `ready`
 */
import { parseArgs } from 'node:util';
import { isCurrency, parseAmount } from '@croupier/contracts';
import type { ServiceName } from '@croupier/infra';
import { DemoHouse } from './demo/demo-house.ts';
import { makePlayers } from './demo/make-players.ts';
import { seedDemo } from './demo/seed-demo.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ttl: { type: 'string' },
    claims: { type: 'string' },
    balance: { type: 'string', default: '1000.00' },
    currency: { type: 'string', default: 'EUR' },
  },
});
const [verb, argument, ...others] = positionals;

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

async function main(house: DemoHouse): Promise<void> {
  switch (verb) {
    case 'seed':
      return seedDemo(house);
    case 'token': {
      if (!argument) refuse('npm run demo -- token NAME');
      const ttlSeconds = values.ttl === undefined ? undefined : Number(values.ttl);
      if (ttlSeconds !== undefined && !(Number.isInteger(ttlSeconds) && ttlSeconds > 0))
        refuse('--ttl is a whole number of seconds');
      const claims = values.claims === undefined ? undefined : (JSON.parse(values.claims) as Record<string, unknown>);
      process.stdout.write(`${await house.tokenOf(argument, { ttlSeconds, claims })}\n`);
      return;
    }
    case 'players': {
      const count = Number(argument);
      if (!Number.isInteger(count) || count < 1 || count > 100_000)
        refuse('npm run demo -- players N, with N from 1 to 100000');
      if (!isCurrency(values.currency)) refuse(`unknown currency ${values.currency}`);
      parseAmount(values.balance, values.currency);
      return makePlayers(house, { count, balance: values.balance, currency: values.currency }, (line) =>
        process.stdout.write(`${line}\n`),
      );
    }
    case 'expire-session':
      if (!argument) refuse('npm run demo -- expire-session TOKEN');
      return house.expireSession(argument);
    case 'restart':
      if (!argument) refuse('npm run demo -- restart SERVICE…');
      for (const name of [argument, ...others]) await house.restart(name as ServiceName);
      return;
    case 'close-rounds':
      return house.closeRounds();
    default:
      refuse('npm run demo -- token NAME | players N | expire-session TOKEN | restart SERVICE… | close-rounds | seed');
  }
}

let house: DemoHouse | null = null;
try {
  house = await DemoHouse.open(process.env.CROUPIER_STATE_DIR ?? '.croupier');
  await main(house);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await house?.close();
}
