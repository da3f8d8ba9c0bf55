export * from './codes.ts';
export * from './games.ts';
export * from './money.ts';
export * from './operations.ts';
export * from './payments.ts';
export * from './shape.ts';
export * from './users.ts';
export * from './wallet.ts';
