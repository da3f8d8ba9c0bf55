import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Studio } from '../../catalogue/studio-memory.ts';
import { addressOf, callStudio } from '../call-out.ts';
import type { AskedRound, Launch, LeftOpenRound, ListedGame, ToldRound } from '../provider.ts';
import { readHistory } from './read-history.ts';
import { apiTokenOf, historyTokenOf } from './tokens.ts';

const CLOCKS_APART_MS = 5 * 60_000;

const text = z.string().min(1).max(255);
const launched = z.object({ entry: z.string().min(1).max(2_000) });
const shown = z.object({ url: z.string().min(1).max(2_000) });
const listed = z.object({
  tables: z.record(
    text,
    z.object({ name: text, gameType: text.nullish(), currencies: z.array(z.string().max(8)).max(300).nullish() }),
  ),
});

/** Signs the player in at the studio and answers the address of the table. Throws when it does not answer in three seconds or answers nonsense. */
export async function launchGame(studio: Studio, launch: Launch): Promise<{ url: string }> {
  const { token, playerId, gameCode, currency, lobbyUrl, mode } = launch;
  if (mode === 'DEMO') throw new Error(`${studio.name} has no demo`);
  const player = { id: playerId, update: true, language: 'en', currency, session: { id: token } };
  const config = { game: { table: { id: gameCode } }, channel: { wrapped: false }, urls: { lobby: lobbyUrl } };
  const body = JSON.stringify({ uuid: randomUUID(), player, config });
  const { entry } = launched.parse(await callStudio(studio, pathTo(studio, 'ua/v1'), { body }));
  return { url: pageOf(studio, entry) };
}

/** The studio's own list of tables. */
export async function listGames(studio: Studio): Promise<ListedGame[]> {
  const { tables } = listed.parse(await callStudio(studio, pathTo(studio, 'api/lobby/v1'), { method: 'GET' }));
  return Object.entries(tables).map(([code, table]) => ({
    ...{ code, titles: { en: table.name }, genre: 'LIVE', volatility: null, rtp: null, thumbnailUrl: null },
    currencies: table.currencies ?? [],
  }));
}

/** The studio's page of a round. */
export async function showRound(studio: Studio, { transactionId }: AskedRound): Promise<{ url: string }> {
  const path = `${pathTo(studio, 'api/history/v1')}?transactionId=${encodeURIComponent(transactionId)}`;
  return { url: pageOf(studio, shown.parse(await callStudio(studio, path, { method: 'GET' })).url) };
}

/** The studio's history of the day in which the round began: it lists games that are over, each with all who played. */
export async function askRound(studio: Studio, round: LeftOpenRound): Promise<ToldRound | null> {
  const startDate = new Date(round.openedAt.getTime() - CLOCKS_APART_MS).toISOString();
  const credentials = Buffer.from(`${addressOf(studio).operator}:${historyTokenOf(studio.secret)}`).toString('base64');
  const answer = await callStudio(studio, `api/gamehistory/v1/casino/games?startDate=${startDate}`, {
    ...{ method: 'GET', headers: { authorization: `Basic ${credentials}` }, mayLack: true, numbers: 'TEXT' },
  });
  return answer === null ? null : readHistory(answer, round);
}

/** Our key at the studio, then its token for our calls. */
const pathTo = (studio: Studio, api: string): string =>
  `${api}/${encodeURIComponent(addressOf(studio).operator)}/${encodeURIComponent(apiTokenOf(studio.secret))}`;

/** The studio answers an address of its own, often without its host. */
function pageOf(studio: Studio, entry: string): string {
  const url = new URL(entry, addressOf(studio).base);
  if (!/^https?:$/.test(url.protocol)) throw new Error(`${studio.name} answered no page`);
  return url.href;
}
