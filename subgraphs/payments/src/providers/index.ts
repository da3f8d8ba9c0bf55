import { ProviderUnavailable } from '@croupier/kit';
import type { PaymentsConfig } from '../config.ts';
import type { PaymentProvider } from './provider.ts';
import { sandbox } from './sandbox/sandbox.provider.ts';

export type Providers = ReadonlyMap<string, PaymentProvider>;

/** The PSPs of this installation. The sandbox one, whose secrets everybody knows, exists in the demo alone. */
export function providersFor(config: PaymentsConfig): Providers {
  const providers: PaymentProvider[] = config.CROUPIER_DEMO
    ? [sandbox({ url: config.SANDBOX_URL, apiKey: config.PSP_API_KEY, webhookSecret: config.PSP_WEBHOOK_SECRET })]
    : [];
  return new Map(providers.map((provider) => [provider.name, provider]));
}

/** The adapter of a PSP. A payment whose PSP was taken out of the configuration waits for its return: ProviderUnavailable. */
export function providerOf(providers: Providers, name: string): PaymentProvider {
  const provider = providers.get(name);
  if (!provider) throw new ProviderUnavailable();
  return provider;
}
