/** The title in a language such as `ru` or `ru-RU`, the English one where there is none. */
export function titleIn(titles: Record<string, string>, locale: string): string | undefined {
  const language = locale.toLowerCase().split('-')[0] ?? 'en';
  return Object.hasOwn(titles, language) ? titles[language] : titles.en;
}
