import { KYC_STATUSES, PLAYER_STATUSES, ROLES, type PlayerStatusName, type RoleName } from '@croupier/contracts';
import { DateTime } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

const enumOf = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as { [K in T]: K };

export const Role = enumOf(ROLES);
registerEnumType(Role, { name: 'Role', description: 'What a person may do' });
export const UserStatus = enumOf(PLAYER_STATUSES);
registerEnumType(UserStatus, { name: 'UserStatus', description: 'Whether a person may play' });
export const KycStatus = enumOf(KYC_STATUSES);
registerEnumType(KycStatus, { name: 'KycStatus', description: 'How far the identity check is' });
export type KycStatusName = (typeof KYC_STATUSES)[number];

export const STAFF_ROLES: readonly RoleName[] = ['SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN'];

/** A person with an account: a player, or somebody who works here. Only the person and staff ever get to see one. */
@Entity({ tableName: 'person' })
@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'A person with an account: a player, or somebody who works here' })
export class User {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'The person’s id everywhere in the platform' })
  id!: string;

  @Property({ type: 'text' })
  telegramId!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'How the person is addressed' })
  displayName!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Proven e-mail address; belongs to one person' })
  email!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Language of pages and mails: en or ru' })
  locale: string = 'en';

  @Property({ type: 'text' })
  @Field(() => String, { description: 'IANA time zone in which calendar periods of limits run' })
  timeZone: string = 'UTC';

  @Property({ type: 'datetime', nullable: true })
  timeZoneChangedAt: Date | null = null;

  @Property({ type: 'array' })
  @Field(() => [Role], { description: 'What the person may do; staff hold no PLAYER role' })
  roles: RoleName[] = ['PLAYER'];

  @Property({ type: 'boolean' })
  demo: boolean = false;

  @Property({ type: 'datetime', nullable: true })
  blockedAt: Date | null = null;

  @Property({ type: 'text', nullable: true })
  blockedReason: string | null = null;

  @Property({ type: 'datetime', nullable: true })
  closedAt: Date | null = null;

  @Property({ type: 'datetime', nullable: true })
  coolingOffUntil: Date | null = null;

  @Property({ type: 'datetime', nullable: true })
  selfExcludedUntil: Date | null = null;

  @Property({ type: 'datetime', nullable: true })
  selfExclusionLiftsAt: Date | null = null;

  @Property({ type: 'text' })
  kycStatus: KycStatusName = 'NONE';

  @Property({ type: 'integer' })
  kycLevel: number = 0;

  @Property({ type: 'integer' })
  gateNumber: number = 0;

  @Property({ type: 'text' })
  secondFactor!: 'TOTP' | 'SMS';

  @Property({ type: 'text', nullable: true, lazy: true })
  totpSecret: string | null = null;

  @Property({ type: 'text', nullable: true, lazy: true })
  phone: string | null = null;

  @Property({ type: 'datetime' })
  @Field(() => DateTime, { description: 'When the person registered' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  @Field(() => DateTime, { nullable: true, description: 'When the person last finished a sign-in' })
  lastSignInAt: Date | null = null;

  /**
   * What holds now: closed, blocked, self-excluded, cooling off, active, in this order.
   * A self-exclusion does not end by its date alone: it is lifted by a person a day before (igaming.md 3, rule 10).
   */
  statusAt(now: Date): { status: PlayerStatusName; until: Date | null } {
    if (this.closedAt) return { status: 'CLOSED', until: null };
    if (this.blockedAt) return { status: 'BLOCKED', until: null };
    if (this.selfExcludedUntil && (!this.selfExclusionLiftsAt || this.selfExclusionLiftsAt > now)) {
      return { status: 'SELF_EXCLUDED', until: this.selfExclusionLiftsAt ?? this.selfExcludedUntil };
    }
    if (this.coolingOffUntil && this.coolingOffUntil > now)
      return { status: 'COOLING_OFF', until: this.coolingOffUntil };
    return { status: 'ACTIVE', until: null };
  }
}

/** `statusAt` in SQL, for filters; takes the present moment twice. */
export const STATUS_SQL = `case
  when closed_at is not null then 'CLOSED'
  when blocked_at is not null then 'BLOCKED'
  when self_excluded_until is not null and (self_exclusion_lifts_at is null or self_exclusion_lifts_at > ?) then 'SELF_EXCLUDED'
  when cooling_off_until > ? then 'COOLING_OFF'
  else 'ACTIVE' end`;
