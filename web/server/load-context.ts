import type { Session } from './session.ts';
import type { TelegramFields } from './telegram.ts';

/** Where a person stands in signing in; kept in a sealed cookie between the steps. */
export interface SignInProgress {
  challengeId: string;
  nextStep: 'EMAIL' | 'EMAIL_CODE' | 'ENROL_SECOND_FACTOR' | 'SECOND_FACTOR';
  email?: string;
  phone?: string;
  totp?: { secret: string; otpauthUrl: string };
  next?: string;
}

/** What the server hands to every loader and action. */
export type WebContext = {
  nonce: string;
  webOrigin: string;
  gatewayUrl: string;
  session: Session | null;
  progress: SignInProgress | null;
  clientAddress: string;
  demo: boolean;
  telegram: { botId: string; botName: string } | null;
  /** Signs a development login; null where development logins are off. */
  signTelegram: ((person: Omit<TelegramFields, 'hash'>) => TelegramFields) | null;
  readTelegram: (given: URLSearchParams) => TelegramFields | null;
  /** `Set-Cookie` lines. */
  cookies: {
    signIn(given: { accessToken: string; refreshToken: string; expiresAt: string }): string;
    signOut(): string;
    progress(progress: SignInProgress | null): string;
  };
  /** Forgets kept renewals of the session that is being ended. */
  forgetSession(): void;
};

declare module '@remix-run/node' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a declaration can be merged in no other way
  interface AppLoadContext extends WebContext {}
}
