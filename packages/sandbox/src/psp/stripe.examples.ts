/** A published, recomputable vector of Stripe's webhook signature (domain/igaming.md, section 5). */
export const stripeVector = {
  secret: 'whsec_test_secret',
  timestamp: 1_700_000_000,
  body: '{"id":"evt_test_webhook","object":"event","type":"payment_intent.succeeded"}',
  v1: '130dc37d5a27b1b232a61e4f2ff00ed245f498112c11e8b747aff3d0fb754056',
} as const;
