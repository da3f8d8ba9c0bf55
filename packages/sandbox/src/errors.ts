import { z } from 'zod';

/** A refusal with a stable code. `details` is sent beside `error` and `message`. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly httpStatus: number,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** What came in cannot be understood; names the fields. */
export class MalformedInput extends Refusal {
  constructor(message: string, fields: string[] = []) {
    super('BAD_USER_INPUT', 400, message, fields.length > 0 ? { fields } : {});
  }
}

/** Parses what came from outside. Refuses with `MalformedInput`, which names the fields. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].filter((path) => path !== '');
  throw new MalformedInput(
    parsed.error.issues
      .slice(0, 5)
      .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
      .join('; '),
    fields,
  );
}

/** An identifier from outside: 1 to 255 characters, no control characters (interface.md: no NUL). */
export const identifier = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'holds a control character');
