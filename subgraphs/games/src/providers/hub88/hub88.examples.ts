import { done, refused, refusedStranger, tryAgain, type Recorded } from '../recorded.ts';

const ROLLBACK = { kind: 'rollback', requestId: null, playerId: 'u-1' } as const;
const WIN = {
  ...{ kind: 'win' as const, requestId: null, playerId: 'u-1', roundId: 'r-1', gameId: 'book', transactionId: 'w-1' },
  ...{ amount: '63727092340.00', currency: 'EUR', betTransactionId: 'b-1', roundClosed: false, promotion: false },
} as const;

/** Calls as a studio of this style makes them, byte for byte, what is understood of them, and the answers. */
export const recorded: Recorded = {
  secret:
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAh4GfiyXxz+UUMibTxFUN\nNDMr3EUMqpe368Dorl3xzOMUJvegPpCorex8JYZ/0O607UTHpU5goGDqgLXzpNS2\nN9KbF1ZlYNtv/bZwkAwUUe978oEIMIehJwLu9kxy0WvMQs/AhAr8zfZj4U7QUOcq\nb9Lt0eI2kGwLNfE5tNHDcFGPxutE63qcyHIuKoLZjdxk2Yvz3OHWe9WeTyaVblXu\ntlu98BLUttSwcgko3/pa6kGGUA+l1/XuD7aml154cJotoQx9Zm0LHXOHTwVpR2lb\nX119L0COdS+dy50b5oyRcAYd1+GhLxR8idu2uYXGZe13iSIaXOQEuVfUpIv7GL4g\n8QIDAQAB\n-----END PUBLIC KEY-----\n',
  calls: [
    {
      operation: 'info',
      headers: {
        'x-hub88-signature':
          'alE/HE6IyEHROXNqEusf9FDa/sdv1tNXy0+ZTD4QQpd0LM33TX3fwW34bm8hqyH50bjChUVYIzzmDz8t/Mjs8k0A/jPnCdS9uVPwkU/Cl3QB9B4m3hTTpKDLr8Hjk1oCxo2yJ8Nc1oDeYMMsG5UTujeGhpIBqWR1hkZZAuRsmVSzSwF4loSOjPkiZoC/gxPbYwYFRia7RHXJ8VErYSxBV7PFpfWEFVx4/pCPSmBQuRWhtoxwufamTpjPkU/+Xxna/TCMDcpEp4pXx3f68swsDOuNZU1Jp7c0nQOfSJ41kGkJzZhhcFSysR+Egyce9sK+oMcokcuOexxXRP1QIyr3DA==',
      },
      body: '{"user":"u-1","token":"s-1","request_uuid":"q-0"}',
      means: { kind: 'authenticate', requestId: 'q-0', sessionToken: 's-1', playerId: 'u-1' },
      outcome: done(),
      answer: { status: 200, body: { status: 'RS_OK', request_uuid: 'q-0', user: 'u-1', currency: 'EUR' } },
    },
    {
      operation: 'balance',
      headers: {
        'x-hub88-signature':
          'ggxNQtgfsanOIUv9/WhqGr6DBoYAbNIQG6N+2smg56gmBBmGenzJXL57bZjWIz2Tp7TWwQbZvYOzfABfAEK6o90iMALA+3nmnEIL2Ut1/VSTRtwqxIOxHHEoHeYqCiMAtwsrvFxffPsBP+dzHifa8T0HM08vOCMmw39um94uQWDfd7LA9H+pd/EQaYC3jEczMMIvC3jfQRD+xnxWxQQzEq97KahbM4p8j1GcOb5bGOEIN5PH/rdMYfP99uWf1okmV7CdFSOhsEFLAGpWDROZn8NBe8IUOvMkw07Jsq+OAxN1h+b7pMCmngCNyjyVXc5oH3I1TQNxEzXcX1uQ0tNeRQ==',
      },
      body: '{"user":"u-1","token":"s-1","request_uuid":"q-1","game_code":"book"}',
      means: { kind: 'balance', requestId: 'q-1', sessionToken: 's-1', playerId: 'u-1' },
      outcome: done(),
      answer: {
        status: 200,
        body: { status: 'RS_OK', request_uuid: 'q-1', user: 'u-1', currency: 'EUR', balance: 10000000 },
      },
    },
    {
      operation: 'bet',
      headers: {
        'x-hub88-signature':
          'GlQSA8XOFET0ZYQtIyQsN0wcpKtYRnE7BUyU0WXVwQdNWmdqKZl3obxHMufUFQPSsdeUvarIz1mqq9+Ikb9/jNAy9drUWf9jKGEB+UDkiqiHRQ4u+7AKi/qAhVjvFIfQFVsQVrVtYXJmlinf5vxw6GTBMNCADlO1AEXUzChH4CXbrXrrMNj/lVD3oHRJS36qV9Q0NDt9vZXz3AUvzUvimhAmn8g94atc/T/39zRGe21CGNmx6KokTIZTrEuoO1jfXehdq+EWAZgC6k6Ad/MWX6IHGrz6oZ0okhsS2b0zUQCZhpnd4qAGYVEBY8D3+nkuv53K+IJIQ4ybUbdjALHmQA==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-1","supplier_transaction_id":"own-1","token":"s-1","supplier_user":"at-studio-1","round_closed":true,"round":"r-1","reward_uuid":null,"request_uuid":"q-2","is_free":false,"is_aggregated":false,"game_code":"book","currency":"EUR","bet":"zero","amount":150000,"meta":{"colour":"red"}}',
      means: {
        kind: 'bet',
        requestId: 'q-2',
        playerId: 'u-1',
        transactionId: 't-1',
        roundId: 'r-1',
        gameId: 'book',
        amount: '1.50',
        currency: 'EUR',
        sessionToken: 's-1',
        free: false,
      },
      outcome: done('tx-1'),
      answer: {
        status: 200,
        body: { status: 'RS_OK', request_uuid: 'q-2', user: 'u-1', currency: 'EUR', balance: 10000000 },
      },
    },
    {
      operation: 'bet',
      headers: {
        'x-hub88-signature':
          'AL6Lj8Y5lm9CjuIg+Q+5JfLnSYG1wLzQoWYxvCM0giZxnU0w9L6AFyBM/IL3kBHO7knKXGF44UrBY7gn0A/ZE0MiaK0s0/2qRDpUDUxTcHTdJ3LREOGB+BWg5qrNb8qJ2NV+zjB9LuVXf2THBRie6GTILmmyatJDmqPfQvtN7hHj/mptAoC4Czfqjv9O9iIbZ2PeXd/tbT5Up3iOX/LAA91QinXcXQ6APlBPVC5imn7yDUeMtC3ODUYt5KFDvnc8yl8F951F9ixweh3U80T5+c4/cIOGBxMEtFoH4WeIBo8urNGISbYkp8I7FZhe8CSpkjt9+Hcn+Ym0dl7FZYfJXQ==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-2","token":"s-1","round":"r-2","request_uuid":"q-3","is_free":true,"game_code":"g","currency":"EUR","amount":1000000000000000000}',
      means: {
        kind: 'bet',
        requestId: 'q-3',
        playerId: 'u-1',
        transactionId: 't-2',
        roundId: 'r-2',
        gameId: 'g',
        amount: '10000000000000.00',
        currency: 'EUR',
        sessionToken: 's-1',
        free: true,
      },
      outcome: refused('INSUFFICIENT_FUNDS'),
      answer: {
        status: 200,
        body: {
          status: 'RS_ERROR_NOT_ENOUGH_MONEY',
          request_uuid: 'q-3',
          user: 'u-1',
          currency: 'EUR',
          balance: 10000000,
        },
      },
    },
    {
      operation: 'win',
      headers: {
        'x-hub88-signature':
          'SWvjuF+1bR+5v8gAV0wAbqukus2SypGh1kB4cJrNxeyGdF22gvtpgZ4fZxQ1cjIi0aPG9slFmdB3btxi59dA5C/XgQl9c5UzTpqK/fW8ABimxvdMeapyyZ3vuxspZVwwa5Oyyf2RxYWHN4GZq1Afq7mSJyaYuM2d8nZo7SxlavBZNYTvCxfoDvGBSe0WR37gM3MFPL8PMlgBzs0zHn3XxAOY5sHMR6TAWpjCa7D01d8UXOt6wwl4DLrYfVNKmtvupMYKVExK9qw+3wW7DB7kpDBYGKgbyTi6+L2LwiJ9z9O1L8MlODwn0UV7CFJGLZQvMy6BWbp1J5ymCLCzG7Jxzw==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-3","token":"s-1","round_closed":true,"round":"r-2","request_uuid":"q-4","reference_transaction_uuid":"t-1","is_free":false,"is_supplier_promo":false,"game_code":"g","currency":"EUR","amount":6372709234000}',
      means: {
        kind: 'win',
        requestId: 'q-4',
        playerId: 'u-1',
        transactionId: 't-3',
        roundId: 'r-2',
        gameId: 'g',
        amount: '63727092.34',
        currency: 'EUR',
        betTransactionId: 't-1',
        roundClosed: true,
        promotion: false,
      },
      outcome: done('tx-3'),
      answer: {
        status: 200,
        body: { status: 'RS_OK', request_uuid: 'q-4', user: 'u-1', currency: 'EUR', balance: 10000000 },
      },
    },
    {
      operation: 'win',
      headers: {
        'x-hub88-signature':
          'APAsfTuP8iRaQ48EPDl3W0BJpRYqUrXmay53BSS/qiQog56lrHDVSArF0isO0qTOa8cSL6KGmMC+7nyZFTa0fQzc5Dflo+zHTG+Y0lniUcfcs1ggUVSWqScxsjPTJ/fokltX5bYErHhe5ZC5GFnyiY3D6wz9ezEUrLAcMfbGgXlKHDd98IIADsb0aerJyOB1tfwoE+pJ6+SfYEB+2Ba2AqvN1CkLw1UvMnScr56+Cy1oaYIjNFOojCkOkOQ5Fq/VF8fk9Y0fM5/qxgKBCgBQd9EsXPAwkAFjmWuEjt/e4A5fdSCBwzC5i4z6rSiPs74rReunVBpeHFJk+GRwMgA4ug==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-4","round":"r-9","request_uuid":"q-5","is_supplier_promo":true,"game_code":"g","currency":"EUR","amount":0}',
      means: {
        kind: 'win',
        requestId: 'q-5',
        playerId: 'u-1',
        transactionId: 't-4',
        roundId: 'r-9',
        gameId: 'g',
        amount: '0.00',
        currency: 'EUR',
        betTransactionId: null,
        roundClosed: false,
        promotion: true,
      },
      outcome: refused('CAP_REACHED'),
      answer: {
        status: 503,
        headers: { 'retry-after': '1' },
        body: { status: 'RS_ERROR_UNKNOWN', request_uuid: 'q-5' },
      },
    },
    {
      operation: 'rollback',
      headers: {
        'x-hub88-signature':
          'YIMHlM1YfC1vgbgzXYP/UY6nHcrUewOJhN3nFPq2BoQm2GLAfdZztlfcenL9fDxZ4HbTNYyC4hjgQKT45E059RTMY6cq4Wm7J6VCtHK5ycDAxv5GpmjDe1xv/C5QPxvXktULNceRwv1TKBQ9VPpqpIDhbqmU3T7RTkqzA5YAs2Mf7YbXtugDzTPJeyHgMDxGPTz5npcW6Syb3WLp8vCWCLR1+C3zFWqvU8iZWwqlEkxkyVL0Nsy7SHMYehorqQWhBjHCrpkKObanaes/CxXfdNs/kOhi7zcxkwxO3ydkmRqi94TmVj8U4+tMT6YXUnHxy7DE6ZvoAA1zuZTqLcpJVg==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-5","token":"s-1","round":"r-2","round_closed":true,"request_uuid":"q-6","reference_transaction_uuid":"t-1","game_code":"g"}',
      means: { kind: 'rollback', requestId: 'q-6', playerId: 'u-1', transactionId: 't-5', betTransactionId: 't-1' },
      outcome: tryAgain,
      answer: {
        status: 503,
        headers: { 'retry-after': '1' },
        body: { status: 'RS_ERROR_UNKNOWN', request_uuid: 'q-6' },
      },
    },
    {
      operation: 'balance',
      headers: {
        'x-hub88-signature':
          'UaKnhlA2yL0RRvrXC04gHnB9ZWhg0TToWAdewqPxi0rwN4DBmu+C3rJ0i2pbRGTOGdYTdhM8N+foWGYu+vfHs4I5ZgfrNsSe5qaz42eEBFDv7wLEPiX1/gGkwTBVJPazXR57O0dOeIlIEDrdtEu5/104TuqPasXUUxH33kPE9nlCUBQD8AKCWIlMtqCcRwiQKGV9kulFiV0pqeMq536kU2IOkTkK535IoD7Ukku+e6JqizvZoTINPYGWRd01wuGXdkjWXjO2SVMDFFejLYEnSKdDIaASKJuZ6BPCQp2b8rUiLtZDm1X8a8LZ2fM1/wbf+AH9nOOAGyGrfEP778lY/w==',
      },
      body: '{"user":"u-1","token":"s-2","request_uuid":"q-7"}',
      means: { kind: 'balance', requestId: 'q-7', sessionToken: 's-2', playerId: 'u-1' },
      outcome: refusedStranger,
      answer: { status: 200, body: { status: 'RS_ERROR_INVALID_TOKEN', request_uuid: 'q-7' } },
    },
  ],
  rounds: [
    {
      path: '/api/transactions/list',
      asks: { operator_id: 'our-id', user: 'u-1', round: 'r-1' },
      answer:
        '[{"id":1,"user":"u-1","round":"r-1","game_code":"book","currency":"EUR","future":[1],"kind":"TK_WIN","transaction_uuid":"w-1","reference_transaction_uuid":"b-1","amount":6372709234000000,"status":"TS_RETRY_ATTEMPTS_LIMIT_EXCEEDED","inserted_at":"2026-11-21T12:00:02.000"},{"id":1,"user":"u-1","round":"r-1","game_code":"book","currency":"EUR","future":[1],"kind":"TK_BET","transaction_uuid":"b-1","reference_transaction_uuid":null,"amount":150000,"status":"TS_SUCCESS","inserted_at":"2026-11-21T12:00:01.000"},{"id":1,"user":"u-1","round":"r-1","game_code":"book","currency":"EUR","future":[1],"kind":"TK_BET","transaction_uuid":"b-2","amount":150000,"status":"TS_ROLLEDBACK","inserted_at":"2026-11-21T12:00:03.000"}]',
      tells: { finished: null, moves: [WIN, { ...ROLLBACK, transactionId: 'rollback:b-2', betTransactionId: 'b-2' }] },
    },
    {
      path: '/api/transactions/list',
      asks: { user: 'u-1', round: 'r-1' },
      answer:
        '[{"id":1,"user":"u-1","round":"r-1","game_code":"book","currency":"EUR","future":[1],"kind":"TK_BET","transaction_uuid":"b-1","amount":150000,"status":"TS_ROLLEDBACK","inserted_at":"2026-11-21T12:00:01.000"},{"id":1,"user":"u-1","round":"r-1","game_code":"book","currency":"EUR","future":[1],"kind":"TK_ROLLBACK","transaction_uuid":"x-1","reference_transaction_uuid":"b-1","amount":150000,"status":"TS_SUCCESS","inserted_at":"2026-11-21T12:00:02.000","round_closed":true}]',
      tells: {
        finished: true,
        moves: [
          { ...ROLLBACK, transactionId: 'x-1', betTransactionId: 'b-1' },
          { kind: 'end-round', requestId: null, playerId: 'u-1', roundId: 'r-1' },
        ],
      },
    },
    { path: '/api/transactions/list', answer: '[]', tells: null },
  ],
};
