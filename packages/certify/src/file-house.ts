import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { House } from './house.ts';
import type { Player } from './vocabulary.ts';

type Commands =
  | 'expireSession'
  | 'secondSession'
  | 'block'
  | 'selfExclude'
  | 'deposit'
  | 'limitStakes'
  | 'grantBonus'
  | 'grantFreeRounds'
  | 'closeOpenRounds'
  | 'restart';

export interface HouseOptions {
  /** file of JSON lines */
  players: string | null;
  balance: string;
  currency: string;
  games: string[];
  disabledGame?: string;
  otherProvider?: { provider: string; secret: string };
  /** of the shell; `{token}` and the like stand for what they are called with */
  commands: Partial<Record<Commands, string | undefined>>;
}

const LONGEST_COMMAND_MS = 120_000;

/** The operator as a file of players and a few commands. Throws for a file that cannot be read or is no list of players. */
export function fileHouse(options: HouseOptions): House {
  const players = options.players === null ? [] : readPlayers(options.players, options);
  const house: House = {
    player: async ({ currency = options.currency }) => {
      const index = players.findIndex((player) => player.currency === currency);
      return index < 0 ? null : players.splice(index, 1)[0]!;
    },
  };
  const { disabledGame, otherProvider, commands } = options;
  if (disabledGame !== undefined) house.disabledGame = disabledGame;
  if (otherProvider !== undefined) house.otherProvider = otherProvider;
  const {
    expireSession,
    secondSession,
    block,
    selfExclude,
    deposit,
    limitStakes,
    grantBonus,
    grantFreeRounds,
    closeOpenRounds,
    restart,
  } = commands;
  if (expireSession) house.expireSession = async (player) => void (await run(expireSession, said(player)));
  if (secondSession) house.secondSession = async (player) => lastWord(await run(secondSession, said(player)));
  if (block) house.block = async (player) => void (await run(block, said(player)));
  if (selfExclude) house.selfExclude = async (player) => void (await run(selfExclude, said(player)));
  if (deposit) house.deposit = async (player, amount) => void (await run(deposit, { ...said(player), amount }));
  if (limitStakes)
    house.limitStakes = async (player, amount) => void (await run(limitStakes, { ...said(player), amount }));
  if (grantBonus)
    house.grantBonus = async (player, amount) => void (await run(grantBonus, { ...said(player), amount }));
  if (grantFreeRounds)
    house.grantFreeRounds = async (player, rounds, amount) =>
      void (await run(grantFreeRounds, { ...said(player), rounds: String(rounds), amount }));
  if (closeOpenRounds) house.closeOpenRounds = async () => void (await run(closeOpenRounds, {}));
  if (restart) house.restart = async () => void (await run(restart, {}));
  return house;
}

const said = ({ playerId, token, currency, games }: Player) => ({
  player: playerId,
  token,
  currency,
  game: games[0] ?? '',
});
/** npm prints lines of its own before what was asked for. */
const lastWord = (output: string): string => output.trim().split(/\s+/).at(-1) ?? '';

function readPlayers(file: string, { balance, currency, games }: HouseOptions): Player[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return lines.map((line) => {
    const told = JSON.parse(line) as Record<
      'userId' | 'playerId' | 'sessionToken' | 'token' | 'gameId' | 'currency' | 'balance',
      string | undefined
    >;
    const playerId = told.userId ?? told.playerId;
    if (playerId === undefined) throw new Error(`${file}: a player has a userId`);
    const played = [told.gameId ?? games[0] ?? '', ...games];
    return {
      ...{ playerId, token: told.sessionToken ?? told.token ?? '', games: [...new Set(played)] },
      ...{ currency: told.currency ?? currency, balance: told.balance ?? balance },
    };
  });
}

/** Runs a command. What it is called with travels as variables: nothing of it is read as a command. Throws where it fails. */
function run(command: string, words: Record<string, string>): Promise<string> {
  const variables = Object.fromEntries(
    Object.entries(words).map(([name, value]) => [`CERTIFY_${name.toUpperCase()}`, value]),
  );
  const line = command.replace(/\{([a-z]+)\}/g, (all, name: string) =>
    name in words ? `"$CERTIFY_${name.toUpperCase()}"` : all,
  );
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', line], {
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: LONGEST_COMMAND_MS,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ended with ${code}`))));
  });
}
