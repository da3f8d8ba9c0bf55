/** A bookmaker that signs over the raw body and repeats what was not answered. */
import { createHmac } from 'node:crypto';

export class Bookmaker {
  constructor(
    readonly operatorUrl: string,
    readonly partnerId = 'demo-bookmaker',
    readonly secret = 'bookmaker-secret',
  ) {}

  /** The same call again until it is known what became of it. Throws what is neither 200 nor a reason to repeat. */
  async insist(operation: string, body: object, giveUpAfterMs: number): Promise<{ status: string; attempts: number }> {
    const path = `/api/${operation}`;
    const raw = JSON.stringify({ partner_id: this.partnerId, ...body });
    const giveUpAtMs = Date.now() + giveUpAfterMs;
    for (let attempts = 1; ; attempts++) {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', this.secret).update(`${path}\n${timestamp}\n${raw}`).digest('base64');
      const headers = {
        'content-type': 'application/json',
        'x-partner-id': this.partnerId,
        'x-timestamp': timestamp,
        'x-signature': signature,
      };
      const answer = await fetch(`${this.operatorUrl}${path}`, { method: 'POST', headers, body: raw }).catch(
        () => null,
      );
      if (answer?.status === 200) return { ...((await answer.json()) as { status: string }), attempts };
      const text = (await answer?.text().catch(() => '')) ?? 'no answer';
      if ((answer && answer.status !== 503 && answer.status !== 502) || Date.now() > giveUpAtMs)
        throw new Error(`${operation}: ${answer?.status} ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
