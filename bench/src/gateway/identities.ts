/** People in rotation: as many that no peer can win by answering the same request twice. */
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const PEOPLE = 10_000;
const LIVE_SECONDS = 7_200;

export interface Person {
  token: string;
  userId: string;
  /** signed for subgraphs */
  identityToken: string;
}

export interface Keys {
  /** users' public key, served at its JWKS */
  access: JWK;
  /** the gateway's private one */
  signing: JWK;
}

/** Keys as in the house (Ed25519), and an access token per person. */
export async function makeIdentities(): Promise<{ keys: Keys; tokens: string[] }> {
  const [access, signing] = await Promise.all([pair(), pair()]);
  const now = Math.floor(Date.now() / 1_000);
  const tokens: string[] = [];
  for (let person = 0; person < PEOPLE; person++) {
    tokens.push(
      await new SignJWT({ sub: `user-${person}`, sid: `session-${person}`, roles: ['PLAYER'], sxp: now + LIVE_SECONDS })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
        .setIssuer('croupier')
        .setAudience('croupier')
        .setExpirationTime(now + LIVE_SECONDS)
        .sign(access.privateKey),
    );
  }
  const keys = {
    access: { ...(await exportJWK(access.publicKey)), kid: 'one', alg: 'EdDSA' },
    signing: await exportJWK(signing.privateKey),
  };
  return { keys, tokens };
}

const pair = () => generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
