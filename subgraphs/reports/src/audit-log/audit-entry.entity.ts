import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { User, userOf } from '../user.type.ts';

/** Who did what to what, and why. The service's database role may add rows and neither change nor remove them. */
@Entity({ tableName: 'audit_entry', readonly: true })
@ObjectType({ description: 'Who did what to what, and why; never changed' })
export class AuditEntry {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'The entry' })
  id!: string;

  @Property({ type: 'text' })
  entryId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Which part of the platform it was done in' })
  room!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Id of who did it; `system` for what nobody asked for' })
  actorId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'What was done, such as block-user' })
  action!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Kind of thing it was done to' })
  objectType!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The thing' })
  objectId!: string;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Why' })
  reason: string | null = null;

  @Property({ type: 'json', nullable: true, fieldName: 'before' })
  stateBefore: unknown = null;

  @Property({ type: 'json', nullable: true, fieldName: 'after' })
  stateAfter: unknown = null;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was done' })
  createdAt!: Date;

  @Field(() => User, { nullable: true, description: 'Who did it' })
  get actor(): User | null {
    return userOf(this.actorId);
  }

  @Field(() => String, { nullable: true, description: 'The thing it was done to, as `Type:id`' })
  get subject(): string {
    return `${this.objectType}:${this.objectId}`;
  }

  @Field(() => String, { nullable: true, description: 'How it was before, as JSON' })
  get before(): string | null {
    return this.stateBefore == null ? null : JSON.stringify(this.stateBefore);
  }

  @Field(() => String, { nullable: true, description: 'How it was after, as JSON' })
  get after(): string | null {
    return this.stateAfter == null ? null : JSON.stringify(this.stateAfter);
  }
}
