import { BadUserInput } from '@croupier/kit';
import { isUuid } from '../user.type.ts';

/** What comes after a cursor of (createdAt, id) where the newest is first. BadUserInput for a cursor that is not ours. */
export function olderThan(cursor: string[] | null): object {
  if (!cursor) return {};
  const [createdAt = '', id = ''] = cursor;
  const moment = new Date(createdAt);
  if (Number.isNaN(moment.getTime()) || !isUuid(id))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  return { $or: [{ createdAt: { $lt: moment } }, { createdAt: moment, id: { $lt: id } }] };
}

/** A text filter: bounded, without NUL. BadUserInput otherwise. */
export function textOrNull(field: string, value: string | null | undefined): object {
  if (value == null) return {};
  if (value.length > 255 || value.includes('\u0000'))
    throw new BadUserInput('A filter has at most 255 characters', { [field]: 'at most 255 characters, no NUL' });
  return { [field]: value };
}
