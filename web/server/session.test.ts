import { describe, expect, it } from 'vitest';
import { sessionKeeper, type Renewal, type Session } from './session.ts';

const SECRET = 'a secret for tests only';

function house(options: { life?: number } = {}) {
  let clock = 1_000_000;
  let turn = 0;
  const used = new Set<string>();
  const asked: string[] = [];
  let answer: (token: string) => Renewal | null = () => null;
  const fresh = (): Session => ({
    accessToken: `access-${++turn}`,
    refreshToken: `refresh-${turn}`,
    expiresAt: clock + (options.life ?? 900_000),
  });
  const renew = async (token: string): Promise<Renewal> => {
    asked.push(token);
    await new Promise((resolve) => setImmediate(resolve));
    const own = answer(token);
    if (own) return own;
    if (used.has(token)) return { kind: 'ended' }; // what the graph does with a reused token
    used.add(token);
    return { kind: 'renewed', session: fresh() };
  };
  const keeper = sessionKeeper({ secret: SECRET, secure: false, renew, now: () => clock });
  const cookieOf = (session: Session) => keeper.cookie.write(session).split(';')[0]!;
  return {
    keeper,
    asked,
    fresh,
    cookieOf,
    wait: (ms: number) => (clock += ms),
    answerWith: (next: typeof answer) => (answer = next),
  };
}

describe('a session', () => {
  it('is not renewed while its access token is good', async () => {
    const { keeper, asked, fresh, cookieOf } = house();
    const session = fresh();
    expect(await keeper.open(cookieOf(session))).toEqual({ session, setCookie: null });
    expect(asked).toEqual([]);
  });

  it('is renewed once for fifty requests at the same time', async () => {
    const { keeper, asked, fresh, cookieOf, wait } = house();
    const cookie = cookieOf(fresh());
    wait(880_000);
    const opened = await Promise.all(Array.from({ length: 50 }, () => keeper.open(cookie)));
    expect(asked).toHaveLength(1);
    expect(new Set(opened.map(({ session }) => session?.accessToken))).toEqual(new Set(['access-2']));
  });

  it('gives a straggler with the old cookie the new tokens for a minute, and asks the graph after that', async () => {
    const { keeper, asked, fresh, cookieOf, wait } = house();
    const old = cookieOf(fresh());
    wait(880_000);
    await keeper.open(old);
    wait(59_000);
    expect((await keeper.open(old)).session?.accessToken).toBe('access-2');
    expect(asked).toHaveLength(1);
    wait(2_000);
    const late = await keeper.open(old);
    expect(late.session).toBeNull();
    expect(late.setCookie).toContain('Max-Age=0');
  });

  it('survives an outage of the gateway', async () => {
    const { keeper, fresh, cookieOf, wait, answerWith } = house();
    const session = fresh();
    const cookie = cookieOf(session);
    wait(880_000);
    answerWith(() => ({ kind: 'unavailable' }));
    expect(await keeper.open(cookie)).toEqual({ session, setCookie: null });
    answerWith(() => null);
    expect((await keeper.open(cookie)).session?.accessToken).toBe('access-2');
  });

  it('is nobody’s when its cookie was tampered with or sealed by another secret', async () => {
    const { keeper, fresh, cookieOf } = house();
    const cookie = cookieOf(fresh());
    const other = sessionKeeper({
      secret: 'another secret entirely',
      secure: false,
      renew: async () => ({ kind: 'ended' }),
      now: Date.now,
    });
    expect((await other.open(cookie)).session).toBeNull();
    const flipped = cookie.slice(0, 40) + (cookie[40] === 'A' ? 'B' : 'A') + cookie.slice(41);
    expect((await keeper.open(flipped)).session).toBeNull();
    expect((await keeper.open('croupier_session=x')).session).toBeNull();
  });

  it('travels in a cookie that scripts and other sites do not get, and that wants https there', async () => {
    const { keeper, fresh } = house();
    expect(keeper.cookie.write(fresh())).toMatch(/HttpOnly; SameSite=Lax; Max-Age/);
    const secure = sessionKeeper({
      secret: SECRET,
      secure: true,
      renew: async () => ({ kind: 'ended' }),
      now: Date.now,
    });
    expect(secure.cookie.write(fresh())).toMatch(/^__Host-croupier_session=.*; Secure;/);
  });
});
