/**
 * Who may use a field: deny by default. Every field of Query, Mutation and Subscription declares exactly one rule;
 * the rule goes into the schema (the gateway enforces it there) and is checked again here.
 */
import type { RoleName } from '@croupier/contracts';
import { Authorized, Directive, type ResolverData } from 'type-graphql';
import type { Context } from './context.ts';
import { Forbidden, Unauthenticated } from './errors.ts';
import { hasRole } from './identity.ts';

type Rule = 'anyone' | 'signed-in' | RoleName;

/**
 * `@Allow('anyone')`, `@Allow('signed-in')`, `@Allow('FINANCE', 'ADMIN')`.
 * Staff never act as players: what only a player does is `@Allow('PLAYER')`.
 */
export function Allow(...rules: Rule[]): MethodDecorator & PropertyDecorator {
  const directive = rules.includes('anyone')
    ? '@policy(policies: [["anyone"]])'
    : rules.includes('signed-in')
      ? '@authenticated'
      : `@requiresScopes(scopes: [${rules.map((role) => `["role:${role}"]`).join(', ')}])`;
  return ((target: object, key: string | symbol, descriptor?: PropertyDescriptor) => {
    (Authorized(...rules) as MethodDecorator)(target, key, descriptor as never);
    (Directive(directive) as MethodDecorator)(target, key, descriptor as never);
  }) as MethodDecorator & PropertyDecorator;
}

/**
 * Puts a field, or a whole type, into the contract that partners see (gateway/src/partner-api). What asks for a role or for somebody
 * signed in never gets there, whatever it carries.
 */
export const Public = (): MethodDecorator & PropertyDecorator & ClassDecorator => Directive('@tag(name: "public")');

/** The scope that opens a public field to keys. Keys that are narrowed to other scopes do not read it. */
export const KeyScope = (name: string): MethodDecorator & PropertyDecorator => Directive(`@tag(name: "scope/${name}")`);

/** Keeps one field of a `@Public` type, or of an input that partners use, out of their contract: it is about the person who asks. */
export const Personal = (): MethodDecorator & PropertyDecorator => Directive('@tag(name: "personal")');

/**
 * Lets the gateway answer a public root field to those who are not signed in from what it fetched up to `seconds` ago. It asks in nobody's
 * name, and keeps nothing where a rule or `@Personal` is among what is asked.
 */
export const Cached = (seconds: number): MethodDecorator & PropertyDecorator =>
  Directive(`@cacheControl(maxAge: ${seconds})`);

/**
 * type-graphql's door for `@Allow`. Throws UNAUTHENTICATED or FORBIDDEN, before any look-up.
 * An arrow function on purpose: type-graphql takes anything with a prototype for a class to be made.
 */
export const checkAccess = ({ context }: ResolverData<Context>, rules: Rule[]): boolean => {
  if (rules.includes('anyone')) return true;
  if (context.identity.kind === 'anonymous') throw new Unauthenticated();
  if (context.identity.kind === 'partner') throw new Forbidden();
  if (rules.includes('signed-in')) return true;
  if (!hasRole(context.identity, ...(rules as RoleName[]))) throw new Forbidden();
  return true;
};
