import { randomUUID } from 'node:crypto';

/** Sessions of the stub: tokens that look like JWTs, refresh tokens that rotate, and a family that ends on reuse. */
export class StubTokens {
  accessLifeMs = 900_000;
  rotations = 0;
  private access = new Map<string, string>();
  private refresh = new Map<string, { userId: string; used: boolean }>();

  open(userId: string) {
    const expiresAt = new Date(Date.now() + this.accessLifeMs);
    const body = Buffer.from(
      JSON.stringify({ sub: userId, jti: randomUUID(), exp: Math.floor(expiresAt.getTime() / 1000) }),
    ).toString('base64url');
    const accessToken = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.x`;
    const refreshToken = randomUUID();
    this.access.set(accessToken, userId);
    this.refresh.set(refreshToken, { userId, used: false });
    return { accessToken, refreshToken, expiresAt: expiresAt.toISOString(), user: null };
  }

  rotate(refreshToken: string) {
    const known = this.refresh.get(refreshToken);
    if (!known || known.used) return null;
    known.used = true;
    this.rotations += 1;
    return this.open(known.userId);
  }

  userIdOf(authorization: string | undefined): string | null {
    return this.access.get((authorization ?? '').replace(/^Bearer /, '')) ?? null;
  }

  endAll(): void {
    this.access.clear();
    this.refresh.clear();
  }
}
