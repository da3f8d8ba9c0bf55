import { type DirectiveNode, Kind } from 'graphql';

/** What a directive is given as a string or as an enum value. */
export function textOf(directive: DirectiveNode, argument: string): string | undefined {
  const value = directive.arguments?.find((each) => each.name.value === argument)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
