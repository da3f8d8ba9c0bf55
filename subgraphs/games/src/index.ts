export { gamesConfig, type GamesConfig } from './config.ts';
export { connectGames } from './connect-games.ts';
export { gamesSubgraph } from './games-subgraph.ts';
export type { GamesContext, GamesRoom } from './room.ts';
export { areRoundsBehind } from './rounds/are-rounds-behind.ts';
export { closeOpenRounds } from './rounds/close-open-rounds.ts';
export { finishOpenRounds } from './rounds/finish-open-rounds.ts';
export { expireSession } from './sessions/expire-session.ts';
export { openDemoSession } from './sessions/open-demo-session.ts';
