import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { identitySigner, identityVerifier, type Identity } from './identity.ts';

const pair = async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { secret: await exportJWK(privateKey), open: await exportJWK(publicKey), privateKey };
};
const olga: Identity = { kind: 'user', userId: 'u-1', roles: ['ADMIN'], sessionId: 's-1' };

describe("the gateway's word on who is asking", () => {
  it('is believed when the gateway signed it, and again from memory', async () => {
    const keys = await pair();
    const token = await (await identitySigner(keys.secret as JsonWebKey))(olga);
    const verify = await identityVerifier(keys.open as JsonWebKey);
    expect(await verify(token)).toEqual(olga);
    expect(await verify(token)).toEqual(olga);
  });

  it('is not believed from another key, for another audience, expired, or altered', async () => {
    const keys = await pair();
    const other = await pair();
    const verify = await identityVerifier(keys.open as JsonWebKey);
    const sign = (audience: string, expires: number) =>
      new SignJWT({ identity: olga })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(keys.privateKey);
    const soon = Math.floor(Date.now() / 1000) + 60;
    const good = await sign('croupier-subgraph', soon);
    expect(await verify(good)).toEqual(olga);
    expect(await verify(await (await identitySigner(other.secret as JsonWebKey))(olga))).toBeNull();
    expect(await verify(await sign('croupier', soon))).toBeNull();
    expect(await verify(await sign('croupier-subgraph', soon - 120))).toBeNull();
    expect(await verify(`${good.slice(0, -4)}AAAA`)).toBeNull();
    expect(await verify('')).toBeNull();
  });
});
