import { z } from 'zod';
import { defineEvent, defineRequest, idText, moment } from './shape.ts';

export const ROLES = ['PLAYER', 'SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN'] as const;
export const roleName = z.enum(ROLES);
export type RoleName = z.infer<typeof roleName>;

export const PLAYER_STATUSES = ['ACTIVE', 'BLOCKED', 'COOLING_OFF', 'SELF_EXCLUDED', 'CLOSED'] as const;
export const playerStatus = z.enum(PLAYER_STATUSES);
export type PlayerStatusName = z.infer<typeof playerStatus>;

export const KYC_STATUSES = ['NONE', 'PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const;
export const kycStatus = z.enum(KYC_STATUSES);

/** A person finished the sign-in journey for the first time. wallet opens a EUR wallet on it. */
export const userRegistered = defineEvent(
  'users.user_registered.v1',
  z.object({ userId: idText, displayName: z.string(), locale: z.string(), registeredAt: moment }),
);

/** What others show or report of a person changed (name, status, roles, KYC). */
export const userChanged = defineEvent(
  'users.user_changed.v1',
  z.object({
    userId: idText,
    displayName: z.string(),
    status: playerStatus,
    statusUntil: moment.nullable(),
    roles: z.array(roleName),
    kycStatus,
    /** of the approved identity (ISO 3166 alpha-2); left out where it is not known */
    country: z.string().max(64).nullable().optional(),
    changedAt: moment,
  }),
);

/** A session ended before its time (sign-out, block, reuse of a refresh token). The gateway closes its sockets. */
export const sessionEnded = defineEvent(
  'users.session_ended.v1',
  z.object({ sessionId: idText, userId: idText, endedAt: moment, sessionExpiresAt: moment }),
);

/** A partner key was made or revoked. */
export const partnerKeyChanged = defineEvent(
  'users.partner_key_changed.v1',
  z.object({ keyId: idText, keyHash: z.string(), revoked: z.boolean(), changedAt: moment }),
);

/** KYC of a person: payments asks before a withdrawal. Refusals: NOT_FOUND. */
export const askKycStatus = defineRequest(
  'ask.users.kyc_status.v1',
  z.object({ userId: idText }),
  z.object({ status: kycStatus, level: z.number().int() }),
);

/** Sessions that ended early and have not expired yet: the gateway loads them at start. */
export const askEndedSessions = defineRequest(
  'ask.users.ended_sessions.v1',
  z.object({ after: idText.nullable(), limit: z.number().int().min(1).max(10_000) }),
  z.object({ sessionIds: z.array(idText), next: idText.nullable() }),
);

/** Whether a session still lives: asked per token while users' heartbeat is silent. */
export const askSession = defineRequest(
  'ask.users.session.v1',
  z.object({ sessionId: idText }),
  z.object({ live: z.boolean(), expiresAt: moment.nullable() }),
);

/** A partner key by the SHA-256 (hex) of its text. `valid: false` for unknown and revoked ones. */
export const askPartnerKey = defineRequest(
  'ask.users.partner_key.v1',
  z.object({ keyHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ valid: z.boolean(), keyId: idText.nullable(), name: z.string().nullable(), scopes: z.array(z.string()) }),
);

/** Plain NATS, outside every stream: users says every second that its announcements flow. */
export const USERS_HEARTBEAT = 'beat.users';
