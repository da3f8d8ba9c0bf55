import { registerEnumType } from 'type-graphql';

export const Bucket = { REAL: 'REAL', BONUS: 'BONUS', LOCKED: 'LOCKED' } as const;
export type Bucket = keyof typeof Bucket;
registerEnumType(Bucket, {
  name: 'Bucket',
  description: 'A part of a wallet',
  valuesConfig: {
    REAL: { description: 'May be played and withdrawn' },
    BONUS: { description: 'May be played; becomes real when its wagering is done' },
    LOCKED: { description: 'Held for withdrawals and bookmaker bets' },
  },
});
