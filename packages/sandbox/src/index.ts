export { ConfigRefused, readConfig, type SandboxConfig } from './config.ts';
export { drawsOf, hashServerSeed, type Proof } from './game-provider/fairness.ts';
export { isSignedCallback, signCallback } from './game-provider/signature.ts';
export { verify, type Verification } from './game-provider/verify.ts';
export { signWebhook, stripeV1 } from './psp/stripe-signature.ts';
export { stripeVector } from './psp/stripe.examples.ts';
export { startSandbox, type RunningSandbox, type SandboxOptions } from './sandbox.ts';
