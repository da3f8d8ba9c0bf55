import { subgraphConfig } from '@croupier/kit';
import { z } from 'zod';

export const reportsConfig = subgraphConfig.extend({
  /** with user, password and database: http://user:password@host:8123/croupier */
  CLICKHOUSE_URL: z.url(),
});
export type ReportsConfig = z.infer<typeof reportsConfig>;
