import { randomInt } from 'node:crypto';
import { issueDemoSession, registerDemoPerson } from '../../subgraphs/users/src/index.ts';
import type { DemoHouse } from './demo-house.ts';

const AT_ONCE = 8;
const GAME = 'dice';

/** Players with money and a game session; `say` gets one JSON line each: userId, walletId, accessToken, sessionToken, gameId (the code). */
export async function makePlayers(
  house: DemoHouse,
  wish: { count: number; balance: string; currency: string },
  say: (line: string) => void,
): Promise<void> {
  let left = wish.count;
  const work = async () => {
    while (left-- > 0) say(JSON.stringify(await makePlayer(house, wish)));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, wish.count) }, work));
}

async function makePlayer(house: DemoHouse, { balance, currency }: { balance: string; currency: string }) {
  const users = await house.users();
  const number = randomInt(2 ** 47).toString();
  const person = await registerDemoPerson(users.context(), {
    telegramId: `9${number}`,
    displayName: `Player ${number.slice(-6)}`,
    email: `player-${number}@demo.croupier.test`,
    roles: ['PLAYER'],
    kycApproved: true,
    totpSecret: 'CROUPIERDEMOCROUPIERDEMOCROUPIER',
  });
  const wallet = await house.fund(person.id, balance, currency);
  const { accessToken } = await issueDemoSession(users.context(), person.id);
  return {
    userId: person.id,
    walletId: wallet.walletId,
    accessToken,
    sessionToken: await house.sessionOf(person.id, GAME, currency),
    gameId: GAME,
  };
}
