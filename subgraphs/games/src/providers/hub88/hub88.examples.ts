import type { Recorded } from '../recorded.ts';

/** Calls as a studio of this style makes them, byte for byte, what is understood of them, and the answers. */
export const recorded: Recorded = {
  secret:
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyMnhyAnf85q7b+0x6ZYP\nIulgBV+pD3yHrvG5VVEctolRzKN7d4xtQaLIFbYUjy+VLShM45nuQHiu6EkbEMnd\ne3yLxEBX7mRhI682A9vpEFT2DHdaWfsvXELpdmBa66Jyub36HXDDygBCJHc+a8U5\nnx+7/5ZlWhDDHFaGq+d+h6asnnKjtETE69LWaBCB5Du6e0zMG3VEbDkvdSboh952\n21+Mp+Loz6bK27v7Ee7NXYTZZQmBG9L1K+OVs9LBHZA9Bql4ura+DMpXsLjFpMcg\nilYyUaWduxjRnn+rbujpsWrWW/+pyDAaNwDGWd04Bnbgmm1/D1k39SDSSGR1DYai\nCwIDAQAB\n-----END PUBLIC KEY-----\n',
  calls: [
    {
      operation: 'info',
      headers: {
        'x-hub88-signature':
          'fWtOCNsoCGpaCqwnYb3pnF+cFfN2Mh3ZFIeM5MY1PUw2SrQ99FPKQf5QeQlXszpI0x0/6OUB7618LF7kPGkYPJdujtHjyuq3nGReI7974LT5hS9SOFD63pNkWEso0LrMBvjvEYKlKtItrS0DnTF0N5yjCQhBKjtWtMJ42Vsd3lW1FcQAtQaGQWK+qJX9Ns0VRfMD+QJWuK4teyswiL1kT5fEkVPUvYIhkIpcKjH4ZFoZ6c0Wh5Z7Z1NjfwImPdWhRTriTvAGaEWIrFF5tpBjSlLpgamyDnMJQXYwfkOozAqSPx+z+VI6KPL3AFwkn02Hr/xPQci9neT1V3MV3fjo0Q==',
      },
      body: '{"user":"u-1","token":"s-1","request_uuid":"q-0"}',
      means: {
        kind: 'authenticate',
        requestId: 'q-0',
        sessionToken: 's-1',
        playerId: 'u-1',
      },
      outcome: {
        status: 'OK',
        transactionIds: [],
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
      answer: {
        status: 200,
        body: {
          status: 'RS_OK',
          request_uuid: 'q-0',
          user: 'u-1',
          currency: 'EUR',
        },
      },
    },
    {
      operation: 'balance',
      headers: {
        'x-hub88-signature':
          'S++RY7KKFtKx4roQBJwCErF5ZcQT7x+KA4fqHz5PuN5BUBBWn82pSUBMmYAQhkmmwojGwua2EYqOFSqH1OaviBtwf/gUZut0jGvTudauvQYkPkkHXkOWxK7oHxgkOeVE33sx3zjQvAFZj+CKKD2cb/dRbEphYX++Z7eQKTkd9CFrMWeDqLUzeCx1AEEkjfLzKsMHVz/4G+tkcgBgAJ5EtGq8zFijnSiNjWqmAUyegKYJ3oMzoevZGXj0vkBZyI3tSk0oso7EZpNlstVu+A0ldovNubHKIVGyGIhEHcclbLasIWQa8pbgQQsbnjn1DnJAdbd6E/LpXKx6LGFp07b12g==',
      },
      body: '{"user":"u-1","token":"s-1","request_uuid":"q-1","game_code":"book"}',
      means: {
        kind: 'balance',
        requestId: 'q-1',
        sessionToken: 's-1',
        playerId: 'u-1',
      },
      outcome: {
        status: 'OK',
        transactionIds: [],
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
      answer: {
        status: 200,
        body: {
          status: 'RS_OK',
          request_uuid: 'q-1',
          user: 'u-1',
          currency: 'EUR',
          balance: 10000000,
        },
      },
    },
    {
      operation: 'bet',
      headers: {
        'x-hub88-signature':
          'FpUM2PfX3CILRwPdj9d01eExTD/2wYajTZ8oxpoVwjAWTrUUOpj4zjqq2y3p4TkKv7sLqf9zv/rxgaz2of5DnLROsvvo8AQUxAeDtLGQG08BeZ3fRUT8vB7OXF9YWh0HwrT4Q2mV8c8R2BhkGfQ3AViR+Kz7WkopF5V43yymkCOWExDwf4x3q8Lx8+6W1LElJlp3IgNOh51J+zHhGSJxkOTnZpPlBTuuAVKkQhXbJi4/j2oZqK1xb2fge9CHMOrM9gEITtguUtn4gPj6W02vTZt3ZQJjRhLmB+3l1FYttdJlx01ElsCEjkdZAyN4/zqnLGOxERvUFs10WQZDWmoqDQ==',
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
      outcome: {
        status: 'OK',
        transactionIds: ['tx-1'],
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
      answer: {
        status: 200,
        body: {
          status: 'RS_OK',
          request_uuid: 'q-2',
          user: 'u-1',
          currency: 'EUR',
          balance: 10000000,
        },
      },
    },
    {
      operation: 'bet',
      headers: {
        'x-hub88-signature':
          'mIjFYi2+5moq8iGq2I72hZG5j/5A+7Y68y3ofhoIBHTIDnOuEdc2WxJMQ5Ww6fT4aJjIdlvm/KKz8o3eLBVQ7l+LO2ILP9LIHQg2s4YW/iqJXetTjOud5DezV78p6TEwMArchWCaid+71H+1bqXMJWS+kVv5x8gcKaS9pbEJcGnEMx+3II/b2SY39wZEMZznDvTXRMtbL+E22uPMbrFr/ys7vYnoUD3QogJSd6g37VbxBUwGOy0yeRBHkvaqQTCUNXyJZv/ldnaO9fHJFjxwzEKdXZ/ZFZAYx/YLuiB3fHfZqHnyd9nuVwqaI/p3YyX6OdT0zC4k7t/jFPCvvmb2kQ==',
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
      outcome: {
        status: 'REFUSED',
        code: 'INSUFFICIENT_FUNDS',
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
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
          'skr7yCW167LK2wGXfH/XyTRCwGOjSRM0Brep0O2xHRPDi4FJyCWWwXSoIjn9jyifwxTFVbr0ffd68fXMzf9I/Ey1BkzL6hUOLQjugJe7WMLBoJl8gvFo9tJxr3ZIAPza5KPJDKsgS1pjoLe14159rHOGEgB/N3d3ni5kwzhTacyR8lr6FgQJuJIc/XVgu5ULd6qG+frINlkt5Y3sUSxMC88gTP0bdjx4Q4Q6k5eM6aogII6LIqi7yqKTUv8AkgP86dXNcrQf+BJ4u5G6FFo9kX0aoXVwox5C8Aj6CmKkAFpWaG3uPRC+OXfzCT4XtjHuFn9TuWXJj2jUyEaKuz0xiA==',
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
      outcome: {
        status: 'OK',
        transactionIds: ['tx-3'],
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
      answer: {
        status: 200,
        body: {
          status: 'RS_OK',
          request_uuid: 'q-4',
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
          'U4pm8x+120sdspbgR+Xo4BWXV+WyyBZmnK4HHQMWI/kYwD4JRrOmSw/J+zYm/N4QotOWdP0sfV2VqNl4tlHgCrPrt5v5UwwL8DxOk+qtNHq46v7Zz853/7QGNpnamwIp4qnHz5yO6AKZaoWtPoPKFQWoD0SXMsjEIEiM35b/Fz7b4T+E9sCzcFhSezucWXMK/b6twjD7XqSQHwElPMdCX0Ie9rBl1dwrBAQ9p36BMcK5576RQuv/T6NJe09YxqvQyHiHSJYiYAvOZ3j2lVna1kzgNgZ6Y7nBCUTv3Bme52ceHuzdOiIGxWMmg4QA6d18xKXHxKjnRXl2g1vHKsZEuA==',
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
      outcome: {
        status: 'REFUSED',
        code: 'CAP_REACHED',
        playerId: 'u-1',
        wallet: {
          walletId: 'w',
          currency: 'EUR',
          real: '99.00',
          bonus: '1.00',
          locked: '0.00',
          version: 7,
        },
      },
      answer: {
        status: 503,
        headers: {
          'retry-after': '1',
        },
        body: {
          status: 'RS_ERROR_UNKNOWN',
          request_uuid: 'q-5',
        },
      },
    },
    {
      operation: 'rollback',
      headers: {
        'x-hub88-signature':
          'lP2UzUcPQIJ5KzK6/wF2R6Yk3E+R793CJZ2wPr+1aqLgs9XTR+9kD2TILxxcs6uMcDFow5DibPCjoNAIT6FsN54lXB6KXiunC2arsom1wnfHvr+kSBu7ioOKYa2SJc7Pxz9OQpIv5C3MaXh6SpnI/fbjO2+KH0vwRlV5VvRFWKjW1Min/FaqacdqXDy9MEk0TQQfJUyrz7Iq3iZDEx1cmnIXtyLoh3b+baNHYMIYgf3ClHxKHjVHGeLTNowy5wtOOD0tLGUfOl3RpcaqWeIf97KsWq4e/2WcmGId42Vc3JZNAjhKcg12KfdvfMm5eCYbxUNFC3hoU1Ck78KNON7cdg==',
      },
      body: '{"user":"u-1","transaction_uuid":"t-5","token":"s-1","round":"r-2","round_closed":true,"request_uuid":"q-6","reference_transaction_uuid":"t-1","game_code":"g"}',
      means: {
        kind: 'rollback',
        requestId: 'q-6',
        playerId: 'u-1',
        transactionId: 't-5',
        betTransactionId: 't-1',
      },
      outcome: {
        status: 'TRY_AGAIN',
      },
      answer: {
        status: 503,
        headers: {
          'retry-after': '1',
        },
        body: {
          status: 'RS_ERROR_UNKNOWN',
          request_uuid: 'q-6',
        },
      },
    },
    {
      operation: 'balance',
      headers: {
        'x-hub88-signature':
          'sCnW/3U48eGsCV47SUZ1SDfaOqkL1xrxgT8ZvD7GGD7GAmy8ihmZPJJb5ClrHdYWOVz5ImJijTcsAYDrPjaYaZWS4Kz2+hmMPtIQFc5vRX3kB/CjEprvLD+VW+5eDx2D8bh7pAZ5JqZ8GlKqCUlfmG/xoQA6z7JlcpfNcYiDZaGKH4p4QaIDv0cyo2VmG3KG24TafYqGWkXrrVRs0ZEZzkUjGdalq8uGkZXtb4WoqAhxR1v1gWNnuuU1C3OXdpXV0OobN1SuAq4A+jjq6HTrxLdo3D963z7ettH9EkNpOd49j9xd4QR0AIzO+7gIKsGoXSFcIVjSYhJsaIqfXdJUWg==',
      },
      body: '{"user":"u-1","token":"s-2","request_uuid":"q-7"}',
      means: {
        kind: 'balance',
        requestId: 'q-7',
        sessionToken: 's-2',
        playerId: 'u-1',
      },
      outcome: {
        status: 'REFUSED',
        code: 'INVALID_TOKEN',
        playerId: null,
        wallet: null,
      },
      answer: {
        status: 200,
        body: {
          status: 'RS_ERROR_INVALID_TOKEN',
          request_uuid: 'q-7',
        },
      },
    },
  ],
};
