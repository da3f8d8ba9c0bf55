import { askKycStatus } from '@croupier/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAsk, connectNats, defineAnswer, NotFound, serveAnswers, type Ask } from './index.ts';
import { toyRoom } from './testing/toy-room.testing.ts';

describe('a request between rooms', () => {
  let room: Awaited<ReturnType<typeof toyRoom>>;
  let ask: Ask;
  let close: () => Promise<void>;
  beforeAll(async () => {
    room = await toyRoom();
    const payments = await connectNats(room.broker.natsUrl('payments'), room.log);
    ask = connectAsk(payments);
    close = () => payments.close();
  });
  afterAll(async () => {
    await close();
    await room.close();
  });

  it('that nobody answers is PROVIDER_UNAVAILABLE at once', async () => {
    await expect(ask(askKycStatus, { userId: 'u' })).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('is answered, or refused with the code that was thrown, or masked where it was a bug', async () => {
    const answer = defineAnswer(askKycStatus, async (_ctx: unknown, { userId }) => {
      if (userId === 'ghost') throw new NotFound('User');
      if (userId === 'bug') throw new TypeError('secret detail');
      return { status: 'APPROVED' as const, level: 1 };
    });
    serveAnswers(room.nats, 'users', [answer as never], () => room.makeContext(), room.log);
    await room.nats.flush();
    expect(await ask(askKycStatus, { userId: 'u' })).toEqual({ status: 'APPROVED', level: 1 });
    await expect(ask(askKycStatus, { userId: 'ghost' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(askKycStatus, { userId: 'bug' })).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      message: 'Something went wrong',
    });
    await expect(ask(askKycStatus, { userId: '' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('that is not answered in time is PROVIDER_UNAVAILABLE', async () => {
    room.nats.subscribe('ask.users.session.v1');
    await room.nats.flush();
    const silent = { ...askKycStatus, subject: 'ask.users.session.v1' };
    await expect(ask(silent, { userId: 'u' }, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'PROVIDER_UNAVAILABLE',
    });
  });
});
