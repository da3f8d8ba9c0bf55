/** What a provider's sealed secret is bound to: the row and the kind of caller that it lets in. */
export const secretContext = ({ kind, name }: { kind: 'STUDIO' | 'BOOKMAKER'; name: string }): string =>
  kind === 'STUDIO' ? `provider:${name}` : `bookmaker:${name}`;
