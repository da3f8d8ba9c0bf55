import { games } from './games/index.ts';

export const playableCurrencies = ['EUR', 'USD', 'GBP', 'JPY', 'RUB', 'KZT', 'TRY', 'BRL', 'INR', 'BTC', 'USDT', 'TON'];

/** What the operator lists: `{ provider, games: [{ code, title, genre, volatility, rtp, thumbnail, currencies }] }`; `thumbnail` is a path here. */
export function listGames() {
  return {
    provider: 'sandbox',
    games: games.map(({ code, title, genre, volatility, rtp }) => ({
      code,
      title,
      genre,
      volatility,
      rtp,
      thumbnail: `/thumbnails/${code}.svg`,
      currencies: playableCurrencies,
    })),
  };
}
