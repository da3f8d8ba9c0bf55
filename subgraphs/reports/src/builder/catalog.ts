/** What a report may be made of: the whitelist from which its SQL is written. Nothing a caller sends becomes SQL. */

export type ColumnType = 'MONEY' | 'NUMBER' | 'TEXT' | 'DATETIME' | 'PERCENT';

export interface Measure {
  name: string;
  label: string;
  description: string;
  type: ColumnType;
  /** Aggregate over `l`; `suffix` is '' for money in its own currency and '_eur' for money in EUR. */
  sql: (suffix: '' | '_eur') => string;
  /** Which entries it counts; rows without any of them do not appear. */
  counts: string;
}

export interface Dimension {
  name: string;
  label: string;
  description: string;
  type: ColumnType;
  /** A text; `{tz:String}` is the report's time zone. */
  sql: string;
  join?: 'games' | 'users' | 'payments';
}

const PLAY = `l.category = 'PLAY'`;
const BONUS = 'l.bonus_cost != 0';
/** A bet that was not taken back. */
const STANDS = `l.bets = 1 and (l.scope, l.user_id, l.bet_reference) not in (select scope, user_id, bet_reference from raw_ledger_v1 where bets = -1)`;
const PLAYERS = `uniqExactIf(l.user_id, ${STANDS})`;
const ggr = (suffix: string): string => `(sum(l.stake${suffix}) - sum(l.payout${suffix}))`;
/** Exact to 12 digits, cut off there; null where there is nothing to divide by. */
const ratio = (dividend: string, divisor: string): string =>
  `if(${divisor} = 0, null, divideDecimal(toDecimal256(${dividend}, 9), toDecimal256(if(${divisor} = 0, 1, ${divisor}), 9), 12))`;

const measure = (
  name: string,
  label: string,
  type: ColumnType,
  counts: string,
  sql: Measure['sql'],
  description: string,
): Measure => ({ name, label, type, counts, sql, description });

export const MEASURES: readonly Measure[] = [
  measure(
    'stakes',
    'Stakes',
    'MONEY',
    PLAY,
    (s) => `sum(l.stake${s})`,
    'What was staked, net of rollbacks, by the time of posting',
  ),
  measure('payouts', 'Payouts', 'MONEY', PLAY, (s) => `sum(l.payout${s})`, 'What was paid out for bets and promotions'),
  measure('ggr', 'GGR', 'MONEY', PLAY, ggr, 'Gross gaming revenue: stakes − payouts'),
  measure(
    'ngr',
    'NGR',
    'MONEY',
    `${PLAY} or ${BONUS}`,
    (s) => `(${ggr(s)} - sum(l.bonus_cost${s}))`,
    'Net gaming revenue: GGR − bonus cost',
  ),
  measure(
    'rtp',
    'RTP',
    'PERCENT',
    PLAY,
    () => ratio('sum(l.payout_eur)', 'sum(l.stake_eur)'),
    'Return to player: payouts / stakes as a ratio (0.9650 is 96.5 %), empty without stakes',
  ),
  measure(
    'rounds',
    'Rounds',
    'NUMBER',
    PLAY,
    () => `uniqExactIf((l.scope, l.user_id, if(l.round_id = '', l.bet_reference, l.round_id)), ${STANDS})`,
    'Rounds with a bet that was not rolled back',
  ),
  measure('bets', 'Bets', 'NUMBER', PLAY, () => 'sum(l.bets)', 'Bets less rollbacks, by the time of posting'),
  measure('players', 'Players', 'NUMBER', PLAY, () => PLAYERS, 'Players with a bet that was not rolled back'),
  measure('deposits', 'Deposits', 'MONEY', `l.category = 'DEPOSIT'`, (s) => `sum(l.deposit${s})`, 'Money that came in'),
  measure(
    'withdrawals',
    'Withdrawals',
    'MONEY',
    `l.category = 'WITHDRAWAL'`,
    (s) => `sum(l.withdrawal${s})`,
    'Money that was paid out of the house',
  ),
  measure(
    'bonusCost',
    'Bonus cost',
    'MONEY',
    BONUS,
    (s) => `sum(l.bonus_cost${s})`,
    'Bonus money granted less what the house got back of it',
  ),
  measure(
    'jackpotContributions',
    'Jackpot contributions',
    'MONEY',
    'l.jackpot_contribution != 0',
    (s) => `sum(l.jackpot_contribution${s})`,
    'What of the stakes went into jackpots, as studios tell it, net of rollbacks',
  ),
  measure(
    'jackpotPayouts',
    'Jackpot payouts',
    'MONEY',
    'l.jackpot_payout != 0',
    (s) => `sum(l.jackpot_payout${s})`,
    'What of the payouts came out of jackpots, as studios tell it',
  ),
  measure('arpu', 'ARPU', 'MONEY', PLAY, (s) => ratio(ggr(s), PLAYERS), 'Average revenue per player: GGR / players'),
];

const local = (format: string): string => `formatDateTime(toTimeZone(l.at, {tz:String}), '${format}')`;
const dimension = (
  name: string,
  label: string,
  type: ColumnType,
  sql: string,
  description: string,
  join?: Dimension['join'],
): Dimension => ({ name, label, type, sql, description, join });

export const DIMENSIONS: readonly Dimension[] = [
  dimension(
    'hour',
    'Hour',
    'DATETIME',
    `concat(${local('%Y-%m-%dT%H:00:00')}, replaceRegexpOne(${local('%z')}, '^(.{3})', '\\\\1:'))`,
    "Hour of posting in the report's time zone",
  ),
  dimension('day', 'Day', 'TEXT', local('%Y-%m-%d'), "Day of posting in the report's time zone"),
  dimension('month', 'Month', 'TEXT', local('%Y-%m'), "Month of posting in the report's time zone"),
  dimension('provider', 'Provider', 'TEXT', 'toString(l.provider)', 'Game studio or bookmaker'),
  dimension('game', 'Game', 'TEXT', 'toString(l.game)', "The provider's code of the game"),
  dimension(
    'genre',
    'Genre',
    'TEXT',
    `if(startsWith(l.scope, 'bookmaker:'), 'SPORT', toString(g.genre))`,
    'Genre of the game; SPORT for bookmakers',
    'games',
  ),
  dimension(
    'currency',
    'Currency',
    'TEXT',
    'toString(l.currency)',
    'Currency of the wallet; with it, money is in that currency',
  ),
  dimension('country', 'Country', 'TEXT', 'toString(u.country)', "Country of the player's approved identity", 'users'),
  dimension('player', 'Player', 'TEXT', 'l.user_id', "The player's user id"),
  dimension('method', 'Method', 'TEXT', 'toString(p.method)', 'Payment method of deposits and withdrawals', 'payments'),
];

export const JOINS: Record<NonNullable<Dimension['join']>, string> = {
  games:
    'left any join (select provider, code, genre from games_v1 final) as g on g.provider = l.provider and g.code = l.game',
  users: 'left any join (select id, country from users_v1 final) as u on u.id = l.user_id',
  payments: 'left any join (select id, method from raw_payments_v1 final) as p on p.id = l.payment_id',
};

export const measureNamed = new Map(MEASURES.map((each) => [each.name, each]));
export const dimensionNamed = new Map(DIMENSIONS.map((each) => [each.name, each]));
