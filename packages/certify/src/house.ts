import type { Player } from './vocabulary.ts';

/**
 * What the kit needs of the operator besides its wallet. Everything but `player` may be left out: the cases that need it are then
 * NOT APPLICABLE with that reason. Moments at which a thing holds: when the promise is fulfilled.
 */
export interface House {
  /** A player whom no case has used. Null when there are no more, or none in that currency. */
  player(wish: { currency?: string }): Promise<Player | null>;
  /** The player's session is over now. */
  expireSession?: (player: Player) => Promise<void>;
  /** A second session of the same player, the first stays. Answers its token. */
  secondSession?: (player: Player) => Promise<string>;
  block?: (player: Player) => Promise<void>;
  selfExclude?: (player: Player) => Promise<void>;
  deposit?: (player: Player, amount: string) => Promise<void>;
  /** The player may stake that much a day and no more. */
  limitStakes?: (player: Player, amount: string) => Promise<void>;
  grantFreeRounds?: (player: Player, rounds: number, stake: string) => Promise<void>;
  /** Bonus money, spent after real money. */
  grantBonus?: (player: Player, amount: string) => Promise<void>;
  /** Closes rounds that were left open, as the operator's own job does after its hours. */
  closeOpenRounds?: () => Promise<void>;
  /** The operator's programs end and begin again; the promise is fulfilled when they answer. */
  restart?: () => Promise<void>;
  /** Another provider or partner of the same operator, in the same dialect. */
  otherProvider?: { provider: string; secret: string };
  /** A game of the provider that takes no bets. */
  disabledGame?: string;
}
export type HouseAbility = Exclude<keyof House, 'player'>;
