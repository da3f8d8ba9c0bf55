import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Config } from './config.ts';

/** A fresh nonce for every page, and the headers that keep foreign code, frames and sniffing out. */
export function securityHeaders(config: Config): RequestHandler {
  const games = config.gameOrigins.join(' ');
  return (req, res, next) => {
    const nonce = randomBytes(16).toString('base64');
    res.locals['nonce'] = nonce;
    // GraphiQL's editor writes style elements and attributes of its own; scripts stay strict there too.
    const styles =
      req.path === '/admin/graphiql'
        ? "style-src 'self' 'unsafe-inline'"
        : `style-src 'self' 'nonce-${nonce}'; style-src-attr 'none'`;
    const policy = [
      "default-src 'none'",
      `script-src 'self' 'nonce-${nonce}'`,
      styles,
      `img-src 'self' data: ${games}`,
      "font-src 'self' data:",
      `connect-src 'self' ${config.webOrigin.replace(/^http/, 'ws')}`,
      `frame-src ${games}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ];
    res.setHeader('Content-Security-Policy', policy.join('; '));
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('X-Frame-Options', 'DENY');
    res.setHeader('Referrer-Policy', 'same-origin');
    res.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()');
    if (config.secure) res.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    next();
  };
}
