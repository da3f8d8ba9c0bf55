/** Somebody who means harm: sends the corpus round and round, the next request as soon as one was answered or hung up on. */
import { hostileRequests } from '../../../gateway/src/protection/hostile/hostile-requests.ts';
import { sendHostile } from '../../../gateway/src/protection/hostile/send-hostile.ts';
import { serveOrders, settingsOf } from '../subscriptions/peer.ts';

export interface AttackerOrder {
  attackForMs: number;
}
export interface AttackerAnswer {
  /** what was sent, and how long each took */
  sent: [name: string, ms: number][];
  /** how many different ones there are */
  corpus: number;
}

const { url, jwksUrl, token } = settingsOf<{ url: string; jwksUrl: string; token: string }>();
const corpus = await hostileRequests(url, jwksUrl, token);
let turn = 0;

serveOrders<AttackerOrder, AttackerAnswer>(url, async ({ attackForMs }) => {
  const sent: AttackerAnswer['sent'] = [];
  for (const endAtMs = performance.now() + attackForMs; performance.now() < endAtMs; turn++) {
    const each = corpus[turn % corpus.length]!;
    const startedAtMs = performance.now();
    await sendHostile(each, url);
    sent.push([each.name, performance.now() - startedAtMs]);
  }
  return { sent, corpus: corpus.length };
});
