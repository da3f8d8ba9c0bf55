import { answerKycStatus } from './kyc/answer-kyc-status.ts';
import { answerPartnerKey } from './partners/answer-partner-key.ts';
import { answerEndedSessions, answerSession } from './sessions/answer-sessions.ts';

/** What users answers to the other rooms; it hears no events. */
export const answers = [answerEndedSessions, answerSession, answerPartnerKey, answerKycStatus];
