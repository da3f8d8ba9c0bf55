import { z } from 'zod';
import type { Partner } from '../../../catalogue/studio-memory.ts';
import { addressOf, callStudio } from '../../../providers/call-out.ts';
import type { BookmakerPage } from '../dialect.ts';

const alive = z.object({ timestamp: z.number() });

/** Whether the bookmaker is there. Throws when it does not answer in three seconds or answers nonsense. */
export async function ping(partner: Partner): Promise<void> {
  alive.parse(await callStudio(partner, 'api/v1/external_api/ping', { method: 'GET' }));
}

/** The bookmaker's page for a player. It asks who the token is by `identify`. */
export function pageOf(partner: Partner, { token, currency, lobbyUrl }: BookmakerPage): string {
  const { base, operator } = addressOf(partner);
  base.search = new URLSearchParams({ brand_id: operator, token, currency, lobby_url: lobbyUrl }).toString();
  return base.href;
}
