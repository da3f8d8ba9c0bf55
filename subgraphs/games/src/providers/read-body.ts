import type { z } from 'zod';
import { MalformedCall } from './provider.ts';
import { readObject, type NumbersAs } from './raw-json.ts';

/** Reads a callback's body by its shape; fields that are not known are ignored. Throws MalformedCall. */
export function readBody<S extends z.ZodType>(shape: S, body: Buffer, numbers: NumbersAs = 'FLOAT'): z.output<S> {
  const object = parsed(body, numbers);
  const checked = shape.safeParse(object);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const path = issue?.path ?? [];
  const wrongType = issue?.code === 'invalid_type' && valueAt(object, path) !== undefined;
  throw new MalformedCall(`${path.join('.')}: ${issue?.message}`, wrongType);
}

function parsed(body: Buffer, numbers: NumbersAs): unknown {
  try {
    return readObject(body, numbers);
  } catch {
    throw new MalformedCall('the body is no JSON object');
  }
}

const valueAt = (object: unknown, path: PropertyKey[]): unknown =>
  path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key], object);
