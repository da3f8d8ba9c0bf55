import { done, refused, type Recorded } from '../recorded.ts';

/** Calls as a studio of this style makes them, byte for byte, what is understood of them, and the answers. */
export const recorded: Recorded = {
  secret: 'softswiss-example-token',
  calls: [
    {
      operation: 'play',
      headers: { 'x-request-sign': '69e4aa6aeb4d627fa41b4976907fa38614c63bc128b4cfaab1810348e35c3267' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","session_id":"s-1"}',
      means: { kind: 'balance', requestId: null, sessionToken: 's-1', playerId: 'u-1' },
      outcome: done(),
      answer: { status: 200, body: { balance: 10000 } },
    },
    {
      operation: 'play',
      headers: { 'x-request-sign': '4a649fe4ec02bac0d94ca7cb0c5cdd77ac6aa2902d0962c751dbafb64e7868ed' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","game_id":"r-1","session_id":"s-1","finished":true,"actions":[{"action":"bet","amount":275,"action_id":"a-1","jackpot_contribution":0.5},{"action":"win","amount":90,"action_id":"a-2"}]}',
      means: {
        kind: 'several',
        requestId: null,
        playerId: 'u-1',
        moves: [
          {
            kind: 'bet',
            requestId: null,
            playerId: 'u-1',
            gameId: 'acme:book',
            roundId: 'r-1',
            transactionId: 'a-1',
            amount: '2.75',
            currency: 'EUR',
            sessionToken: 's-1',
            free: false,
            jackpot: '0.005',
          },
          {
            kind: 'win',
            requestId: null,
            playerId: 'u-1',
            gameId: 'acme:book',
            roundId: 'r-1',
            transactionId: 'a-2',
            amount: '0.90',
            currency: 'EUR',
            betTransactionId: 'a-1',
            roundClosed: false,
            promotion: false,
          },
          { kind: 'end-round', requestId: null, playerId: 'u-1', roundId: 'r-1' },
        ],
      },
      outcome: done('tx-1', 'tx-2', null),
      answer: {
        status: 200,
        body: {
          balance: 10000,
          game_id: 'r-1',
          transactions: [
            { action_id: 'a-1', tx_id: 'tx-1' },
            { action_id: 'a-2', tx_id: 'tx-2' },
          ],
        },
      },
    },
    {
      operation: 'play',
      headers: { 'x-request-sign': 'f2a1cd4435bbeeadc2f33dfd5b48d17ad5185f64c9e83c3ffa51152871a0c73b' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","game_id":"r-1","finished":false,"actions":[{"action":"win","amount":0,"action_id":"a-3"}]}',
      means: {
        kind: 'several',
        requestId: null,
        playerId: 'u-1',
        moves: [
          {
            kind: 'win',
            requestId: null,
            playerId: 'u-1',
            gameId: 'acme:book',
            roundId: 'r-1',
            transactionId: 'a-3',
            amount: '0.00',
            currency: 'EUR',
            betTransactionId: null,
            roundClosed: false,
            promotion: false,
          },
        ],
      },
      outcome: refused('TRANSACTION_NOT_FOUND'),
      answer: { status: 412, body: { code: 500, message: 'TRANSACTION_NOT_FOUND', balance: 10000 } },
    },
    {
      operation: 'play',
      headers: { 'x-request-sign': '935a1b62dc6ba294f5d9640fcff83456e03f6a585a9eeb13e66b298e1495a211' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","game_id":"r-1","finished":true,"actions":[]}',
      means: {
        kind: 'several',
        requestId: null,
        playerId: 'u-1',
        moves: [{ kind: 'end-round', requestId: null, playerId: 'u-1', roundId: 'r-1' }],
      },
      outcome: done(null),
      answer: { status: 200, body: { balance: 10000, game_id: 'r-1', transactions: [] } },
    },
    {
      operation: 'play',
      headers: { 'x-request-sign': 'fb85a4895205fe073e913d68f526b8c8ae37a189eb6d77b0182b2bb9533fb612' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","game_id":"r-2","session_id":"s-1","actions":[{"action":"bet","amount":999999999,"action_id":"a-4"}]}',
      means: {
        kind: 'several',
        requestId: null,
        playerId: 'u-1',
        moves: [
          {
            kind: 'bet',
            requestId: null,
            playerId: 'u-1',
            gameId: 'acme:book',
            roundId: 'r-2',
            transactionId: 'a-4',
            amount: '9999999.99',
            currency: 'EUR',
            sessionToken: 's-1',
            free: false,
          },
        ],
      },
      outcome: refused('INSUFFICIENT_FUNDS'),
      answer: { status: 412, body: { code: 100, message: 'INSUFFICIENT_FUNDS', balance: 10000 } },
    },
    {
      operation: 'rollback',
      headers: { 'x-request-sign': 'c5a61f5d8d23a88d1a77e1e1efa391ce18d72b282a717fdb262dbc9e120f6556' },
      body: '{"user_id":"u-1","currency":"EUR","game":"acme:book","game_id":"r-1","finished":true,"actions":[{"action":"rollback","action_id":"b-1","original_action_id":"a-1"},{"action":"rollback","action_id":"b-2","original_action_id":"a-2"}]}',
      means: {
        kind: 'several',
        requestId: null,
        playerId: 'u-1',
        moves: [
          { kind: 'rollback', requestId: null, playerId: 'u-1', transactionId: 'b-1', betTransactionId: 'a-1' },
          { kind: 'rollback', requestId: null, playerId: 'u-1', transactionId: 'b-2', betTransactionId: 'a-2' },
        ],
      },
      outcome: done('tx-3', 'tx-4'),
      answer: {
        status: 200,
        body: {
          balance: 10000,
          transactions: [
            { action_id: 'b-1', tx_id: 'tx-3' },
            { action_id: 'b-2', tx_id: 'tx-4' },
          ],
        },
      },
    },
    {
      operation: 'freespins',
      headers: { 'x-request-sign': '30017cec1d2e703f83519f99ddc2c72ec9a18cf57945e5174acdf5a6d8babeea' },
      body: '{"user_id":"u-1","currency":"EUR","issue_id":"i-1","status":"played","total_amount":1000}',
      means: {
        kind: 'win',
        requestId: null,
        playerId: 'u-1',
        transactionId: 'i-1',
        roundId: 'i-1',
        gameId: 'no-game',
        amount: '10.00',
        currency: 'EUR',
        betTransactionId: null,
        roundClosed: true,
        promotion: true,
      },
      outcome: done('tx-5'),
      answer: { status: 200, body: { balance: 10000 } },
    },
  ],
  rounds: [
    {
      path: '/api/rounds/details',
      asks: { casino_id: 'our-id', user_id: 'u-1', game_id: 'r-1' },
      answer:
        '{"casino_id":"our-id","user_id":"u-1","currency":"EUR","game":"book","game_id":"r-1","finished":true,"url":"https://studio.example/r-1","actions":[{"action":"bet","action_id":"b-1","amount":150},{"action":"win","action_id":"w-1","amount":6372709234,"jackpot_win":250},{"action":"bet","action_id":"b-2","amount":100},{"action":"rollback","action_id":"x-2","original_action_id":"b-2"}]}',
      tells: {
        finished: true,
        moves: [
          {
            ...{ kind: 'win', requestId: null, playerId: 'u-1', roundId: 'r-1', gameId: 'book', transactionId: 'w-1' },
            ...{ amount: '63727092.34', currency: 'EUR', jackpot: '2.5', betTransactionId: null },
            ...{ roundClosed: false, promotion: false },
          },
          { kind: 'rollback', requestId: null, playerId: 'u-1', transactionId: 'x-2', betTransactionId: 'b-2' },
          { kind: 'end-round', requestId: null, playerId: 'u-1', roundId: 'r-1' },
        ],
      },
    },
    {
      path: '/api/rounds/details',
      answer: '{"user_id":"u-1","currency":"EUR","game":"book","game_id":"r-1","finished":false,"actions":[]}',
      tells: { finished: false, moves: [] },
    },
  ],
};
