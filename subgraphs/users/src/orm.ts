import { ormOptions } from '@croupier/kit';
import { Limit } from './limits/limit.entity.ts';
import { PartnerKey } from './partners/partner-key.entity.ts';
import { User } from './profile/user.entity.ts';

/** MikroORM options of this room's database. */
export const ormFor = (databaseUrl: string) =>
  ormOptions(databaseUrl, { entities: [User, Limit, PartnerKey], moduleUrl: import.meta.url });
