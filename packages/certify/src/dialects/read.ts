/** What an answer says under this name, if it is text; numbers came as the text of their digits. */
export function textOf(body: unknown, ...path: string[]): string | null {
  let value = body;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'string' ? value : null;
}

/** `/providers/NAME/OPERATION`: where wallets of Croupier's are called. */
export const providersPath = (operation: string, provider: string): string =>
  `/providers/${encodeURIComponent(provider)}/${operation}`;

/** A number of exactly these digits in JSON: a float would lose some. */
export const digits = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
