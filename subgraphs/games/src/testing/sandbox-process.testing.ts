import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeArguments, REPOSITORY } from '@croupier/infra';

export interface SandboxProcess {
  url: string;
  /** a call as the game's page makes it */
  post(path: string, body: object): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** The sandbox game provider as the process that it is, calling the callbacks at `operatorUrl`. */
export async function startSandboxProcess(operatorUrl: string): Promise<SandboxProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'croupier-sandbox-'));
  const settings = { PORT: '0', MAILBOX_PORT: '0', SMTP_PORT: '0', OPERATOR_URL: operatorUrl, STATE_DIR: folder };
  const child = spawn(process.execPath, nodeArguments(join(REPOSITORY, 'packages/sandbox/src/main.ts')), {
    cwd: REPOSITORY,
    env: { ...process.env, NODE_ENV: '', LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let log = '';
    child.once('exit', () => reject(new Error(`the sandbox ended: ${log}`)));
    child.stdout.on('data', (chunk) => {
      log += String(chunk);
      const found = /"service":"sandbox-provider".*Server listening at (http:[^"]+)/.exec(log);
      if (found) resolve(found[1]!);
    });
  });
  return {
    url,
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await response.json()) as Record<string, unknown>;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
