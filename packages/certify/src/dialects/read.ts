/** What an answer says under this name, if it is text; numbers came as the text of their digits. */
export function textOf(body: unknown, ...path: string[]): string | null {
  let value = body;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === 'string' ? value : null;
}
