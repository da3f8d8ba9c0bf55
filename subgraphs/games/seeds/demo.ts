/** The demo identities of interface.md. Services refuse to start with them when NODE_ENV=production. */
export const DEMO_PROVIDER_SECRET = 'sandbox-secret';

export const DEMO_PARTNERS = [
  { id: 'demo-bookmaker', secret: 'bookmaker-secret' },
  { id: 'demo-bookmaker-2', secret: 'bookmaker-secret-2' },
];

const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'RUB', 'KZT', 'TRY', 'BRL', 'INR', 'BTC', 'USDT', 'TON'];

/** What the sandbox provider lists too, so that start order does not matter. */
export const DEMO_GAMES = [
  {
    code: 'dice',
    titles: { en: 'Dice', ru: 'Кости' },
    genre: 'INSTANT',
    volatility: 'MEDIUM',
    rtp: '99.00',
    currencies,
  },
  {
    code: 'coinflip',
    titles: { en: 'Coin flip', ru: 'Орёл или решка' },
    genre: 'INSTANT',
    volatility: 'LOW',
    rtp: '99.00',
    currencies,
  },
  {
    code: 'slots',
    titles: { en: 'Golden Reels', ru: 'Золотые барабаны' },
    genre: 'SLOT',
    volatility: 'HIGH',
    rtp: '95.89',
    currencies,
  },
];
