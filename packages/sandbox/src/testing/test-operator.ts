import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatAmount, parseAmount } from '@croupier/contracts';

export interface Call {
  operation: string;
  timestamp: string;
  body: Record<string, string>;
}

/** What becomes of one call: answered as usual, a status, HTTP 503, no answer at all before or after the work, a broken line. */
export type Mood = 'answer' | 'unavailable' | 'silent' | 'silent-but-done' | 'drop' | { refuse: string };

/** A small operator for tests: it speaks the callback protocol over a real socket, checks signatures itself and keeps a wallet in EUR. */
export class TestOperator {
  readonly calls: Call[] = [];
  readonly tokens = new Map<string, string>();
  /** Decides on each call; the count says how often this transaction was sent before. */
  mood: (call: Call, repeats: number) => Mood = () => 'answer';
  balanceMinor = 100_000n;
  url = '';
  readonly #done = new Map<string, bigint>();
  readonly #server = createServer((request, response) => void this.#receive(request, response));

  constructor(
    readonly secret = 'sandbox-secret',
    readonly nowMs: () => number = Date.now,
  ) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  of(operation: string): Call[] {
    return this.calls.filter((call) => call.operation === operation);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const timestamp = String(request.headers['x-timestamp']);
    const signed = createHmac('sha256', this.secret).update(`${request.url}\n${timestamp}\n${raw.toString('utf8')}`);
    const inTime = Math.abs(this.nowMs() / 1000 - Number(timestamp)) <= 300;
    if (!inTime || signed.digest('base64') !== request.headers['x-signature']) {
      return void response.writeHead(401).end('{"status":"INVALID_SIGNATURE"}');
    }
    const operation = (request.url as string).split('/').at(-1) as string;
    const call: Call = { operation, timestamp, body: JSON.parse(raw.toString('utf8')) as Record<string, string> };
    const id = call.body.transactionId;
    const repeats = this.calls.filter((other) => id !== undefined && other.body.transactionId === id).length;
    this.calls.push(call);
    this.#answer(call, this.mood(call, repeats), response);
  }

  #answer(call: Call, mood: Mood, response: ServerResponse): void {
    if (mood === 'silent') return;
    if (mood === 'drop') return void response.destroy();
    if (mood === 'unavailable') return void response.writeHead(503).end('{"status":"TRY_AGAIN"}');
    const status = typeof mood === 'object' ? mood.refuse : this.#judge(call);
    if (mood === 'silent-but-done') return;
    const nothing = '0.00';
    const balance = { currency: 'EUR', real: formatAmount(this.balanceMinor, 'EUR'), bonus: nothing, locked: nothing };
    const playerId = call.body.playerId ?? this.tokens.get(call.body.sessionToken as string);
    const known = status === 'INVALID_TOKEN' ? {} : { playerId, balance };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        status,
        requestId: call.body.requestId,
        transactionId: `op-${call.body.transactionId}`,
        ...known,
      }),
    );
  }

  #judge({ operation, body }: Call): string {
    const token = body.sessionToken as string;
    if (operation === 'authenticate' || operation === 'balance') return this.tokens.has(token) ? 'OK' : 'INVALID_TOKEN';
    const id = body.transactionId as string;
    if (this.#done.has(id)) return 'OK';
    let change = 0n;
    if (operation === 'bet') change = -parseAmount(body.amount as string, 'EUR');
    if (operation === 'win') change = parseAmount(body.amount as string, 'EUR');
    if (operation === 'rollback') change = -(this.#done.get(body.betTransactionId as string) ?? 0n);
    if (this.balanceMinor + change < 0n) return 'INSUFFICIENT_FUNDS';
    this.#done.set(id, change);
    this.balanceMinor += change;
    return 'OK';
  }
}
