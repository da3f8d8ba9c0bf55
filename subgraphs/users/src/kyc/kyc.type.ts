import { DateTime } from '@croupier/kit';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { KycStatus, type KycStatusName } from '../profile/user.entity.ts';

export const KycDecision = { APPROVE: 'APPROVE', REJECT: 'REJECT' } as const;
registerEnumType(KycDecision, { name: 'KycDecision', description: 'The outcome of an identity check' });

@ObjectType('Kyc', { description: 'A person’s identity check' })
export class KycType {
  @Field(() => KycStatus, { description: 'How far it is' })
  status!: KycStatusName;
  @Field(() => Int, { description: '0 until approved, then 1' })
  level!: number;
  @Field(() => String, { nullable: true, description: 'As in the documents' })
  fullName!: string | null;
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2' })
  country!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was handed in' })
  submittedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was decided' })
  reviewedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was decided so' })
  reason!: string | null;
}

@InputType({ description: 'A scanned document' })
export class KycDocumentInput {
  @Field(() => String, { description: 'Such as PASSPORT, ID_CARD, PROOF_OF_ADDRESS' })
  kind!: string;
  @Field(() => String, { description: 'Its file name' })
  fileName!: string;
  @Field(() => String, { description: 'Its content in base64, at most 150 KB' })
  contentBase64!: string;
}
@InputType({ description: 'Who the person is' })
export class SubmitKycInput {
  @Field(() => String, { description: 'As in the documents' })
  fullName!: string;
  @Field(() => String, { description: 'YYYY-MM-DD; at least 18 years ago' })
  birthDate!: string;
  @Field(() => String, { description: 'ISO 3166-1 alpha-2' })
  country!: string;
  @Field(() => [KycDocumentInput], { description: 'One to five' })
  documents!: KycDocumentInput[];
}
@InputType({ description: 'A decision on an identity check' })
export class ReviewKycInput {
  @Field(() => ID, { description: 'Whose' })
  userId!: string;
  @Field(() => KycDecision, { description: 'The decision' })
  decision!: 'APPROVE' | 'REJECT';
  @Field(() => String, { nullable: true, description: 'Why; a rejection needs one' })
  reason?: string | null;
}

@ObjectType('KycDocument', { description: 'A document of an identity check, for reviewers' })
export class KycDocumentType {
  @Field(() => ID, { description: 'Its id' })
  id!: string;
  @Field(() => String, { description: 'Such as PASSPORT' })
  kind!: string;
  @Field(() => String, { description: 'Its file name' })
  fileName!: string;
  @Field(() => String, { description: 'Its content' })
  contentBase64!: string;
}
