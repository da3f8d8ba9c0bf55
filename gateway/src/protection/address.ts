import type { IncomingMessage } from 'node:http';

/** The caller's address. `X-Forwarded-For` is believed from configured proxies only: the last entry that is no such proxy. */
export function createAddressOf(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const trusted = new Set(trustedProxies);
  return (request) => {
    const direct = plain(request.socket.remoteAddress ?? '');
    if (!trusted.has(direct)) return direct;
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((each) => plain(each.trim()));
    return forwarded.reverse().find((each) => each !== '' && !trusted.has(each)) ?? direct;
  };
}

const plain = (address: string): string => address.replace(/^::ffff:/, '').slice(0, 64);
