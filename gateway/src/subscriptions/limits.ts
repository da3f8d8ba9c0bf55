/** How much one may hold open, over all gateway processes. */
export interface SubscriptionLimits {
  subscriptionsPerSocket: number;
  /** over all sockets of a person or key */
  subscriptionsPerIdentity: number;
  socketsPerIdentity: number;
  /** of whoever comes from one address: a mobile network or an office stands behind some */
  socketsPerAddress: number;
  /** the same, of those who did not say who they are */
  nobodysSocketsPerAddress: number;
  /** bytes of a message that comes in */
  messageBytes: number;
  /** bytes that wait in a socket before its streams hold back */
  waitingBytes: number;
  /** a reader that took nothing for so long is dropped */
  behindMs: number;
}

export const SUBSCRIPTION_LIMITS: SubscriptionLimits = {
  subscriptionsPerSocket: 100,
  subscriptionsPerIdentity: 4_000,
  socketsPerIdentity: 64,
  socketsPerAddress: 10_000,
  nobodysSocketsPerAddress: 1_000,
  messageBytes: 256 * 1024,
  waitingBytes: 128 * 1024,
  behindMs: 30_000,
};
