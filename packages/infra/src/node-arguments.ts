/** Arguments for Node that run a file of this repository: TypeScript through our loader, built JavaScript as it is. */
export function nodeArguments(file: string, args: string[] = [], flags: string[] = []): string[] {
  const loader = file.endsWith('.ts') ? ['--import', new URL('typescript-loader.mjs', import.meta.url).href] : [];
  return [...flags, '--enable-source-maps', ...loader, file, ...args];
}
