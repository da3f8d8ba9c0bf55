import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { cutMark, markOperation, takeMark } from './marks.ts';

const schema = buildSchema(`
  type Query { a: Int }
  type Subscription { balanceChanged: BalanceChange!  roundUpdated: Round!  walletChanged: Wallet! }
  type BalanceChange { at: String  wallet: Wallet!  wallets: [Wallet!]! }
  type Wallet { id: ID!  version: Int!  real: String }
  type Round { id: ID!  status: String }
`);
const mark = (operation: string, resolves = true) => markOperation(operation, schema, () => resolves);
const bytes = (value: object): Buffer => Buffer.from(JSON.stringify(value));
const event = (wallet: object, rest = {}) => ({ data: { balanceChanged: { wallet, ...rest } } });

test('an operation asks for the mark of the first versioned object, one level deep at most', () => {
  expect(mark('subscription { balanceChanged { at wallet { real } } }')).toEqual({
    query: expect.stringContaining('_entityId: id\n      _entityVersion: version') as string,
    path: ['balanceChanged', 'wallet'],
  });
  expect(mark('subscription { w: walletChanged { real } }')?.path).toEqual(['w']);
  for (const none of ['roundUpdated { id }', 'balanceChanged { at }', 'balanceChanged { wallets { real } }'])
    expect(mark(`subscription { ${none} }`)).toBeNull();
  expect(mark('subscription { balanceChanged { wallet { real } } }', false)).toBeNull();
  expect(mark('subscription { balanceChanged { wallet { _entityId: real } } }')).toBeNull();
});

test('the mark is read and cut out of the bytes, and the rest stays as it was', () => {
  const marked = event({ real: 'ä "1"', _entityId: 'w-1', _entityVersion: 1234 }, { at: 'now' });
  const cut = cutMark(bytes(marked))!;
  expect(cut.mark).toEqual({ entityId: 'w-1', version: 1234 });
  expect(JSON.parse(String(cut.payload))).toEqual(event({ real: 'ä "1"' }, { at: 'now' }));
  const without = bytes(event({ real: '1' }));
  expect(cutMark(without)).toEqual({ mark: null, payload: without });
});

test('what is written in another way is left to the parser', () => {
  for (const odd of [
    bytes(event({ _entityId: 'w-1', _entityVersion: 1, real: '1' })),
    bytes(event({ real: '1', _entityVersion: 1, _entityId: 'w-1' })),
    bytes(event({ real: '1', _entityId: 'w"1', _entityVersion: 1 })),
    bytes(event({ real: '1', _entityId: 'w-1', _entityVersion: -1 })),
    bytes(event({ real: '1', _entityId: 'w-1', _entityVersion: null })),
    Buffer.from(JSON.stringify(event({ real: '1', _entityId: 'w-1', _entityVersion: 1 }), null, 1)),
  ])
    expect(cutMark(odd)).toBeNull();
  const parsed = event({ _entityId: 'w-1', real: '1', _entityVersion: 7 });
  expect(takeMark(parsed.data, ['balanceChanged', 'wallet'])).toEqual({ entityId: 'w-1', version: 7 });
  expect(parsed).toEqual(event({ real: '1' }));
  expect(takeMark({ balanceChanged: null }, ['balanceChanged', 'wallet'])).toBeNull();
});
