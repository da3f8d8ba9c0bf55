/** A list as PostgreSQL reads an array: `{"a","b"}`. What is no plain word is quoted. */
export const arrayText = (values: (string | number | bigint | null)[]): string => `{${values.map(element).join(',')}}`;

const PLAIN = /^[0-9A-Za-z_:-]+$/;

function element(value: string | number | bigint | null): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return `${value}`;
  // The bare word NULL would be no text.
  return PLAIN.test(value) && value.length !== 4 ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
