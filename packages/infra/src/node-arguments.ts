/** Arguments for Node that run a file of this repository: TypeScript through tsx, built JavaScript as it is. */
export function nodeArguments(file: string, args: string[] = [], flags: string[] = []): string[] {
  const loader = file.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
  return [...flags, '--enable-source-maps', ...loader, file, ...args];
}
