import { z } from 'zod';

/** Something that happened in one room and that others may hear. */
export interface EventContract<T = unknown> {
  readonly subject: string;
  readonly schema: z.ZodType<T>;
}

/** Something that one room asks another and must know now (NATS request/reply, outside every stream). */
export interface RequestContract<In = unknown, Out = unknown> {
  readonly subject: string;
  readonly input: z.ZodType<In>;
  readonly output: z.ZodType<Out>;
}

export function defineEvent<S extends z.ZodType>(subject: string, schema: S): EventContract<z.output<S>> {
  if (!/^[a-z]+\.[a-z_]+\.v\d+$/.test(subject))
    throw new Error(`an event subject is room.what_happened.v1: ${subject}`);
  return { subject, schema: schema as unknown as z.ZodType<z.output<S>> };
}

export function defineRequest<I extends z.ZodType, O extends z.ZodType>(
  subject: string,
  input: I,
  output: O,
): RequestContract<z.output<I>, z.output<O>> {
  if (!/^ask\.[a-z]+\.[a-z_]+\.v\d+(\.[a-z]+)?$/.test(subject))
    throw new Error(`a request subject is ask.room.what.v1: ${subject}`);
  return {
    subject,
    input: input as unknown as z.ZodType<z.output<I>>,
    output: output as unknown as z.ZodType<z.output<O>>,
  };
}

/** An id or reference: at most 255 characters, no NUL. */
export const idText = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.includes('\u0000'), 'must not contain NUL');
export const currencyCode = z.string().regex(/^[A-Z]{3,4}$/);
/** Digits, and a point: exact; scale is checked against the currency by whoever parses it. */
export const decimalText = z.string().regex(/^-?[0-9]{1,19}(\.[0-9]{1,9})?$/);
/** A jackpot's part of a stake or of a payout, in its currency: finer than the currency's unit. */
export const jackpotText = z.string().regex(/^[0-9]{1,19}(\.[0-9]{1,18})?$/);
export const moment = z.iso.datetime({ offset: true });
