import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { signCallback } from '../game-provider/signature.ts';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../sandbox.ts';

/** Patience for tests: everything that takes seconds in life takes tenths here. */
export const quick = {
  callTimeoutMs: 150,
  playTimeoutMs: 1_400,
  winReserveMs: 500,
  retryFirstMs: 20,
  retryCapMs: 60,
  withdrawalMs: 50,
};

/** A sandbox on free ports with a folder of its own, which `restart()` keeps and `stop()` removes. */
export class ASandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'croupier-sandbox-'));
  url = '';
  mailUrl = '';
  smtpPort = 0;
  #running: RunningSandbox | undefined;

  constructor(
    readonly operatorUrl: string,
    readonly options: SandboxOptions = { timing: quick },
  ) {}

  async start(): Promise<this> {
    const config = readConfig({
      PORT: '0',
      MAILBOX_PORT: '0',
      SMTP_PORT: '0',
      OPERATOR_URL: this.operatorUrl,
      STATE_DIR: this.folder,
      LOG_LEVEL: 'silent',
    });
    this.#running = await startSandbox(config, this.options);
    this.url = `http://127.0.0.1:${this.#running.ports.http}`;
    this.mailUrl = `http://127.0.0.1:${this.#running.ports.mailbox}`;
    this.smtpPort = this.#running.ports.smtp;
    return this;
  }

  async close(): Promise<void> {
    await this.#running?.close();
    this.#running = undefined;
  }

  async stop(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async get(path: string, headers: Record<string, string> = {}) {
    return read(await fetch(this.url + path, { headers }));
  }

  async post(path: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    };
    return read(await fetch(this.url + path, sent));
  }

  async launch(fields: Record<string, unknown> = {}) {
    const body = { token: 'tok-1', playerId: 'alice', gameId: 'dice', currency: 'EUR', mode: 'REAL', ...fields };
    return this.post('/launch', body, signed('/launch', JSON.stringify(body)));
  }

  play(fields: Record<string, unknown> = {}) {
    return this.post('/play', { token: 'tok-1', gameId: 'coinflip', stake: '1.00', choice: 'heads', ...fields });
  }
}

/** The headers of a call that the operator signed. */
export function signed(path: string, body = '', secret = 'sandbox-secret'): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  return { 'x-timestamp': timestamp, 'x-signature': signCallback(secret, path, timestamp, body) };
}

async function read(response: Response) {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('application/json');
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of many shapes
  const body: any = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
}
