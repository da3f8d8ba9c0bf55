/** A studio that speaks Croupier's dialect: signs over the raw body and repeats what was not answered. */
import { createHmac } from 'node:crypto';

export interface CallbackAnswer {
  status: number;
  body: {
    status: string;
    transactionId?: string;
    balance?: { real: string; bonus: string; locked: string; currency: string };
    [key: string]: unknown;
  };
}

export class Studio {
  constructor(
    readonly operatorUrl: string,
    readonly provider = 'sandbox',
    readonly secret = 'sandbox-secret',
  ) {}

  sign(path: string, timestamp: string, raw: string): string {
    return createHmac('sha256', this.secret).update(`${path}\n${timestamp}\n${raw}`).digest('base64');
  }

  /** One call, no repeats. */
  async call(operation: string, body: object, headers: Record<string, string> = {}): Promise<CallbackAnswer> {
    const path = `/providers/${this.provider}/${operation}`;
    const raw = JSON.stringify(body);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const response = await fetch(`${this.operatorUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-timestamp': timestamp,
        'x-signature': this.sign(path, timestamp, raw),
        ...headers,
      },
      body: raw,
    });
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) as CallbackAnswer['body'] };
    } catch {
      throw new Error(`${path} answered ${response.status} ${text}`);
    }
  }

  /** The same transaction again until it is known what became of it, as studios do. */
  async insist(
    operation: string,
    body: object,
    giveUpAfterMs = 45_000,
  ): Promise<CallbackAnswer & { attempts: number }> {
    const deadline = Date.now() + giveUpAfterMs;
    for (let attempts = 1; ; attempts++) {
      const answer = await this.call(operation, body).catch(
        (error: Error) => ({ status: 0, body: { status: error.message } }) as CallbackAnswer,
      );
      if (answer.status === 200) return { ...answer, attempts };
      if ((answer.status !== 503 && answer.status !== 0) || Date.now() > deadline)
        throw new Error(`${operation}: ${answer.status} ${JSON.stringify(answer.body)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
