import { type GraphQLNamedType, isEnumType } from 'graphql';

type Fits = (value: unknown) => boolean;

const isInteger: Fits = (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e21;
const isText: Fits = (value) => typeof value === 'string';

/** Whether what a subgraph sent is a value of a leaf type; anything is one of a custom scalar. */
export function compileLeaf(type: GraphQLNamedType): Fits {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => names.has(value as string);
  }
  switch (type.name) {
    case 'String':
      return isText;
    case 'ID':
      return (value) => isText(value) || isInteger(value);
    case 'Int':
      return isInteger;
    case 'Float':
      return (value) => typeof value === 'number' && Number.isFinite(value);
    case 'Boolean':
      return (value) => typeof value === 'boolean';
    default:
      return () => true;
  }
}
