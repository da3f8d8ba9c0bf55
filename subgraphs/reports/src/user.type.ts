import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User', { description: 'A person; the users room knows the rest of it' })
export class User {
  @Field(() => ID, { description: 'The person’s id' })
  id!: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

/** A reference to a person, or null for `system` and whoever else is none. */
export const userOf = (id: string | null): User | null => (id !== null && isUuid(id) ? { id } : null);
