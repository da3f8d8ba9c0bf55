import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';

/** A key with which a partner reads the partner graph. Its text is told once; what is stored is its SHA-256. */
@Entity({ tableName: 'partner_key' })
@ObjectType('PartnerKey', { description: 'A key for the partner graph' })
export class PartnerKey {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Names it in revokePartnerKey' })
  id!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Whose it is' })
  name!: string;

  @Property({ type: 'array' })
  @Field(() => [String], { description: 'What it opens' })
  scopes!: string[];

  @Property({ type: 'text', hidden: true })
  keyHash!: string;

  @Property({ type: 'text', nullable: true })
  createdBy: string | null = null;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When it was made' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When it was revoked' })
  revokedAt: Date | null = null;
}
