import { PAYMENT_STATUSES } from '@croupier/contracts';
import { MoneyType, moneyOf } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export const PaymentStatus = Object.fromEntries(PAYMENT_STATUSES.map((status) => [status, status])) as {
  [Status in PaymentStatus]: Status;
};
registerEnumType(PaymentStatus, {
  name: 'PaymentStatus',
  description: 'PENDING → (REVIEW →) PROCESSING → SUCCEEDED, FAILED or CANCELLED',
  valuesConfig: {
    PENDING: { description: 'Started; a deposit waits for its payer' },
    REVIEW: { description: 'A withdrawal whose money is held waits for a person' },
    PROCESSING: { description: 'On its way' },
    SUCCEEDED: { description: 'Done' },
    FAILED: { description: 'Did not come about; nothing was taken' },
    CANCELLED: { description: 'Taken back by its owner, or rejected' },
    REFUNDED: { description: 'A deposit that was given back' },
    CHARGED_BACK: { description: 'A deposit that the payer took back through the bank' },
  },
});

export const PaymentKind = { DEPOSIT: 'DEPOSIT', WITHDRAWAL: 'WITHDRAWAL' } as const;
export type PaymentKind = keyof typeof PaymentKind;
registerEnumType(PaymentKind, {
  name: 'PaymentKind',
  description: 'Which way the money goes',
  valuesConfig: { DEPOSIT: { description: 'To the casino' }, WITHDRAWAL: { description: 'To the player' } },
});

/** What is to be done next; none: it waits for a person, or is over. */
export type PaymentStep =
  | ('RESERVE' | 'CREATE' | 'HOLD' | 'PAYOUT' | 'AWAIT' | 'CREDIT' | 'CAPTURE' | 'RELEASE')
  /** of a deposit that was paid */
  | ('TAKE_BACK' | 'GIVE_BACK');

/** SUCCEEDED and what is beside it are final; nothing leads out of them but a refund or a chargeback, and one that was won. */
const FOLLOWERS: Partial<Record<PaymentStatus, PaymentStatus[]>> = {
  PENDING: ['REVIEW', 'PROCESSING', 'FAILED', 'CANCELLED'],
  REVIEW: ['PROCESSING', 'CANCELLED'],
  PROCESSING: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: ['REFUNDED', 'CHARGED_BACK'],
  // The dispute was won.
  CHARGED_BACK: ['SUCCEEDED'],
};

/** A status that was taken within the present transaction. */
export interface StatusChange {
  sequence: number;
  status: PaymentStatus;
  actor: string;
}

@Entity({ tableName: 'payment' })
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A deposit or a withdrawal' })
export class Payment {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'A UUID' })
  id!: string;

  @Property({ type: 'bigint' })
  number!: bigint;

  @Property({ type: 'text' })
  userId!: string;

  @Property({ type: 'text' })
  @Field(() => PaymentKind, { description: 'Which way the money goes' })
  kind!: PaymentKind;

  @Property({ type: 'text' })
  @Field(() => PaymentStatus, { description: 'How far it is' })
  status!: PaymentStatus;

  @Property({ type: 'int' })
  sequence!: number;

  @Property({ type: 'bigint' })
  amountMinor!: bigint;

  @Property({ type: 'text' })
  currency!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Id of the payment method' })
  method!: string;

  @Property({ type: 'text' })
  psp!: string;

  @Property({ type: 'text', nullable: true })
  pspPaymentId!: string | null;

  @Property({ type: 'text', nullable: true })
  destinationSealed!: string | null;

  @Property({ type: 'text', nullable: true })
  returnUrl!: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Where the payer pays; deposits only' })
  redirectUrl!: string | null;

  @Property({ type: 'text' })
  idempotencyKey!: string;

  @Property({ type: 'boolean' })
  abandoned!: boolean;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Why it failed or was rejected: DECLINED, PAYOUT_FAILED, REJECTED',
  })
  failureCode!: string | null;

  /** of a start that was refused, where the code alone does not say enough */
  @Property({ type: 'text', nullable: true })
  failureMessage!: string | null;

  @Property({ type: 'boolean' })
  forfeitBonus!: boolean;

  @Property({ type: 'text', nullable: true })
  reversalKind!: 'REFUNDED' | 'CHARGED_BACK' | null;

  @Property({ type: 'bigint', nullable: true })
  reversalMinor!: bigint | null;

  /** how many times it was taken back: the ledger knows each by its own reference */
  @Property({ type: 'int' })
  reversalNumber!: number;

  @Property({ type: 'text', nullable: true })
  step!: PaymentStep | null;

  @Property({ type: 'int' })
  attempts!: number;

  @Property({ type: 'datetime', columnType: 'timestamptz', nullable: true })
  nextAttemptAt!: Date | null;

  @Property({ type: 'datetime', columnType: 'timestamptz' })
  @Field(() => Date, { description: 'When it was started' })
  createdAt!: Date;

  /** Taken within this transaction and not told yet. */
  changes?: StatusChange[];

  @Field(() => MoneyType, { description: 'How much' })
  get amount(): MoneyType {
    return moneyOf(this.amountMinor, this.currency);
  }

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What was taken back of a deposit that is REFUNDED or CHARGED_BACK',
  })
  get takenBack(): MoneyType | null {
    const stands = this.status === this.reversalKind && this.reversalMinor !== null;
    return stands ? moneyOf(BigInt(this.reversalMinor!), this.currency) : null;
  }

  /** False while it is being started, and for ever where the start was refused: nobody is shown such a payment. */
  get announced(): boolean {
    return this.sequence > 0;
  }

  /** Shows it for the first time, as PENDING. */
  announce(actor: string): void {
    this.noteChange(this.status, actor);
  }

  /** Takes the next status. A step that is not allowed is a bug of the caller. */
  become(status: PaymentStatus, actor: string): void {
    if (!this.announced || !FOLLOWERS[this.status]?.includes(status)) {
      throw new Error(`payment ${this.id} cannot become ${status} from ${this.status}`);
    }
    this.status = status;
    this.noteChange(status, actor);
  }

  /** Has `step` done next, `inMs` from now. */
  next(step: PaymentStep, inMs: number): void {
    this.step = step;
    this.attempts = 0;
    this.nextAttemptAt = new Date(Date.now() + inMs);
  }

  /** Nothing is left to do, or a person must act first. */
  rest(): void {
    this.step = null;
    this.attempts = 0;
    this.nextAttemptAt = null;
  }

  private noteChange(status: PaymentStatus, actor: string): void {
    this.sequence += 1;
    (this.changes ??= []).push({ sequence: this.sequence, status, actor });
  }
}
