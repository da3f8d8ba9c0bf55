import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { User, userOf } from '../user.type.ts';

export const AlertStatus = { OPEN: 'OPEN', RESOLVED: 'RESOLVED' } as const;
registerEnumType(AlertStatus, { name: 'AlertStatus', description: 'Whether somebody has looked after an alert' });

export const AlertSeverity = { INFO: 'INFO', WARNING: 'WARNING', CRITICAL: 'CRITICAL' } as const;
registerEnumType(AlertSeverity, { name: 'AlertSeverity', description: 'How much an alert matters' });

/** Something that a person should look at, whichever room saw it. */
@Entity({ tableName: 'alert' })
@ObjectType({ description: 'Something that a person should look at' })
export class Alert {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Names it in resolveAlert' })
  id!: string;

  @Property({ type: 'text' })
  alertId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Which part of the platform saw it' })
  room!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'What kind of thing it is, such as DEBT' })
  kind!: string;

  @Property({ type: 'text' })
  @Field(() => AlertSeverity, { description: 'How much it matters' })
  severity!: keyof typeof AlertSeverity;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'What happened' })
  message!: string;

  @Property({ type: 'text', nullable: true })
  userId: string | null = null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'What it is about: a bet, a payment, a provider' })
  subjectId: string | null = null;

  @Property({ type: 'text' })
  @Field(() => AlertStatus, { description: 'Whether somebody has looked after it' })
  status: keyof typeof AlertStatus = 'OPEN';

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'What was found or done' })
  note: string | null = null;

  @Property({ type: 'text', nullable: true })
  resolverId: string | null = null;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was raised' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was resolved' })
  resolvedAt: Date | null = null;

  @Field(() => User, { nullable: true, description: 'Whom it is about' })
  get user(): User | null {
    return userOf(this.userId);
  }

  @Field(() => User, { nullable: true, description: 'Who resolved it' })
  get resolvedBy(): User | null {
    return userOf(this.resolverId);
  }
}
