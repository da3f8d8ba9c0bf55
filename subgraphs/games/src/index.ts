export { gamesConfig, type GamesConfig } from './config.ts';
export { connectGames } from './connect-games.ts';
export { gamesSubgraph } from './games-subgraph.ts';
export type { GamesContext, GamesRoom } from './room.ts';
export { expireSession } from './sessions/expire-session.ts';
export { openDemoSession } from './sessions/open-demo-session.ts';
