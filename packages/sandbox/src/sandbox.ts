import type { AddressInfo } from 'node:net';
import type { SandboxConfig } from './config.ts';
import { routeGamePages } from './game-provider/game.page.ts';
import { routeGameProvider } from './game-provider/game-provider.route.ts';
import { Misbehaviour, misbehave } from './game-provider/misbehaviour.ts';
import { routeMisbehaviour } from './game-provider/misbehaviour.page.ts';
import { connectOperator } from './game-provider/operator.ts';
import { findInterruptedRounds, giveUpRound, rollbackDelivery, winDelivery } from './game-provider/settle-rounds.ts';
import { Turns } from './game-provider/turns.ts';
import { createHttpServer } from './http-server.ts';
import { Mailbox } from './mailbox/mailbox.ts';
import { routeMailbox } from './mailbox/mailbox.route.ts';
import { createSmtpServer } from './mailbox/receive-mail.ts';
import { routeMetrics } from './metrics.route.ts';
import { OutboundQueue } from './outbound-queue.ts';
import { webhookDelivery } from './psp/deliver-webhook.ts';
import { routePsp } from './psp/psp.route.ts';
import { withdrawalDelivery } from './psp/settle-payment.ts';
import { State } from './state.ts';
import { defaultTiming, type Timing } from './timing.ts';

export interface RunningSandbox {
  /** Where it really listens; `PORT=0` and its like take a free port. */
  ports: { http: number; mailbox: number; smtp: number };
  /** Finishes what is under way and closes everything. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  timing?: Partial<Timing>;
  /** The clock that signatures are made with. */
  nowMs?: () => number;
}

/** Starts provider and PSP on one port and the mailbox on two, and takes up what an earlier run left unfinished. */
export async function startSandbox(config: SandboxConfig, options: SandboxOptions = {}): Promise<RunningSandbox> {
  const outside = await startProviderAndPsp(config, options);
  try {
    const mail = await startMailbox(config);
    return {
      ports: { http: outside.port, ...mail.ports },
      close: async () => void (await Promise.all([outside.close(), mail.close()])),
    };
  } catch (error) {
    await outside.close();
    throw error;
  }
}

async function startProviderAndPsp(config: SandboxConfig, options: SandboxOptions) {
  const timing = { ...defaultTiming, ...options.timing };
  const nowMs = options.nowMs ?? Date.now;
  const app = await createHttpServer('sandbox-provider', config.logLevel);
  const state = new State(config.stateDir, Date.now());
  const queue = new OutboundQueue(state, timing, app.log);
  const misbehaviour = new Misbehaviour();
  const connectWith = (secret: string) => connectOperator(config.operatorUrl, secret, nowMs);
  const operator = misbehave(
    ...([
      connectWith(config.providerSecret),
      connectWith(`not ${config.providerSecret}`),
      misbehaviour,
      app.log,
    ] as const),
  );
  const provider = { state, operator, queue, turns: new Turns(), timing, log: app.log };
  const psp = { state, queue, timing, publicUrl: config.publicUrl, webhookUrl: config.webhookUrl };
  const webhooks = webhookDelivery(config.pspWebhookSecret, nowMs);

  queue.define('game.win', winDelivery(provider));
  queue.define('game.rollback', rollbackDelivery(provider));
  queue.define('psp.withdrawal', withdrawalDelivery(psp));
  queue.define('psp.webhook', webhooks);
  routeGameProvider(app, provider, { secret: config.providerSecret, publicUrl: config.publicUrl, misbehaviour });
  routeMisbehaviour(app, misbehaviour);
  routeGamePages(app, provider, config.webUrl);
  routePsp(app, psp, config.pspApiKey);
  routeMetrics(app, queue);

  const close = async () => {
    await app.close();
    await queue.stop();
    await Promise.all([operator.close(), webhooks.close()]);
    state.close();
  };
  try {
    const interrupted = findInterruptedRounds(provider);
    // Listening before anything is given up: a second sandbox on the same state fails here, before it takes over the first one's rounds.
    await app.listen({ host: config.host, port: config.port });
    for (const roundId of interrupted) giveUpRound(provider, roundId);
    queue.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { port: portOf(app.server.address()), close };
}

async function startMailbox(config: SandboxConfig) {
  const app = await createHttpServer('mailbox', config.logLevel);
  const mailbox = new Mailbox();
  const smtp = createSmtpServer(mailbox, app.log);
  routeMailbox(app, mailbox);
  routeMetrics(app);
  const close = async () => {
    await new Promise<void>((resolve) => smtp.close(resolve));
    await app.close();
  };
  try {
    await app.listen({ host: config.host, port: config.mailboxPort });
    await new Promise<void>((resolve, reject) => {
      smtp.server.once('error', reject);
      smtp.listen(config.smtpPort, config.host, resolve);
    });
  } catch (error) {
    await app.close();
    throw error;
  }
  return { ports: { mailbox: portOf(app.server.address()), smtp: portOf(smtp.server.address()) }, close };
}

const portOf = (address: AddressInfo | string | null): number => (address as AddressInfo).port;
