/** One JSON line to standard output, in the shape of the other services' logs. */
export function log(level: 'info' | 'error', message: string, more: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), name: 'web', ...more, msg: message })}\n`);
}

/** What broke, for a log line. */
export function shownError(error: unknown): Record<string, unknown> {
  return error instanceof Error
    ? { err: { type: error.name, message: error.message, stack: error.stack } }
    : { err: { message: String(error) } };
}
