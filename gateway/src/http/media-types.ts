/** The GraphQL-over-HTTP draft's two media types for answers. */
export const RESPONSE_JSON = 'application/graphql-response+json';
export const PLAIN_JSON = 'application/json';
export type AnswerType = typeof RESPONSE_JSON | typeof PLAIN_JSON;

/** What the caller accepts best; `application/json` where it does not say, null where it accepts neither. */
export function negotiate(accept: string | undefined): AnswerType | null {
  if (accept === undefined || accept.trim() === '') return PLAIN_JSON;
  let best: { type: AnswerType; quality: number } | null = null;
  for (const range of accept.slice(0, 1_000).split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const type =
      name === RESPONSE_JSON ? RESPONSE_JSON : [PLAIN_JSON, 'application/*', '*/*'].includes(name) ? PLAIN_JSON : null;
    if (!type || parameters.some((each) => each.startsWith('charset=') && !/^charset="?utf-8"?$/.test(each))) continue;
    const weight = parameters.find((each) => each.startsWith('q='));
    const quality = weight ? Number(weight.slice(2)) : 1;
    if (quality > 0 && (!best || quality > best.quality)) best = { type, quality };
  }
  return best?.type ?? null;
}
