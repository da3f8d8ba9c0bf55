export { servers, freshNats, freshClickhouse } from './servers.ts';
export type { TestServers, FreshNats, FreshClickhouse } from './servers.ts';
export { freshDatabase, freshEmptyDatabase } from './databases.ts';
export type { FreshDatabase } from './databases.ts';
export { eventually, testClock } from './time.ts';
export type { TestClock } from './time.ts';
export { aCollector } from './collector.ts';
export type { CollectedSpan, Collector } from './collector.ts';
export { launchBrowser } from './browser.ts';
