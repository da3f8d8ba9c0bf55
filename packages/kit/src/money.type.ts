import { currencyDigits, formatAmount, isCurrency, MalformedAmount, parseAmount } from '@croupier/contracts';
import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import { Public } from './access.ts';
import { BadUserInput } from './errors.ts';

/** An exact decimal as a string. A number literal is refused: it may have been a float. */
export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number as a string, such as "12.50". Never a float.',
  serialize: (value) => String(value),
  parseValue: (value) => asDecimal(value),
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw malformed();
    return asDecimal(node.value);
  },
});

function asDecimal(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9]{1,19}(\.[0-9]{1,9})?$/.test(value)) throw malformed();
  return value;
}
const malformed = () => new BadUserInput('A decimal is a string of digits with a point, such as "12.50"');

/** A moment, RFC 3339. */
export const DateTime = new GraphQLScalarType<Date, Date>({
  ...GraphQLDateTime.toConfig(),
  parseValue: (value) => asMoment(() => GraphQLDateTime.parseValue(value)),
  parseLiteral: (node, variables) => asMoment(() => GraphQLDateTime.parseLiteral(node, variables)),
});

function asMoment(read: () => Date): Date {
  try {
    return read();
  } catch {
    throw new BadUserInput('A moment is written as RFC 3339 has it, such as "2026-01-31T12:00:00Z"');
  }
}

@Directive('@shareable')
@Public()
@ObjectType('Money', { description: 'An exact amount, padded to the digits of its currency' })
export class MoneyType {
  @Field(() => Decimal, { description: 'Exact decimal, such as "12.50"' })
  amount!: string;

  @Field(() => String, { description: 'ISO 4217, and BTC, USDT, TON' })
  currency!: string;
}

@InputType('MoneyInput', { description: 'An amount that goes in: no sign, at most the digits of its currency' })
export class MoneyInput {
  @Field(() => Decimal, { description: 'Exact decimal, such as "12.50"' })
  amount!: string;

  @Field(() => String, { description: 'ISO 4217, and BTC, USDT, TON' })
  currency!: string;
}

/** 1250n EUR → { amount: "12.50", currency: "EUR" }. */
export function moneyOf(minor: bigint, currency: string): MoneyType {
  return { amount: formatAmount(minor, currency), currency };
}

/** MoneyInput → minor units. Throws BadUserInput: unknown currency, too many digits, and zero unless `allowZero`. */
export function minorOf(input: MoneyInput, { allowZero = false } = {}): bigint {
  if (!isCurrency(input.currency)) throw new BadUserInput('Unknown currency', { currency: 'unknown' });
  try {
    const minor = parseAmount(input.amount, input.currency);
    if (minor === 0n && !allowZero) throw new BadUserInput('An amount above zero is needed', { amount: 'is zero' });
    return minor;
  } catch (error) {
    if (!(error instanceof MalformedAmount)) throw error;
    throw new BadUserInput(error.message, {
      amount: `at most ${currencyDigits(input.currency)} digits after the point`,
    });
  }
}
