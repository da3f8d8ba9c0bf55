/** The generated half of packages/sdk: the contract's types and one typed method an address. The written half is packages/sdk/src/ask.ts. */
import {
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { isComponent, reaches } from './openapi.ts';
import { type RestOperation, restOperations } from './rest-operations.ts';

const OF_SCALARS: Record<string, string> = { Int: 'number', Float: 'number', Boolean: 'boolean' };

/** TypeScript of a contract. */
export function printSdk(contract: GraphQLSchema): string {
  const types = Object.values(contract.getTypeMap()).filter(isComponent);
  const operations = restOperations(contract);
  return [
    "import { type Ask, createAsk, type PartnerOptions } from './ask.ts';\n",
    ...types.map(typeOf),
    `${comment('What a partner may ask. Every method throws PartnerRefused where the answer is a refusal.', '')}export interface Partner {`,
    ...operations.map((each) => `${comment(each.summary, '  ')}  ${each.id}: ${signatureOf(each)};`),
    '}\n',
    '/** A partner’s client of one house. */',
    'export function createPartner(options: PartnerOptions): Partner {',
    '  const ask: Ask = createAsk(options);',
    '  return {',
    ...operations.map(({ id, path }) => `    ${id}: (parameters = {}) => ask('${path}', parameters),`.replace(path.includes('{') ? ' = {}' : '\u0000', '')),
    '  };',
    '}\n',
  ].join('\n'); // prettier-ignore
}

function typeOf(type: GraphQLNamedType): string {
  const about = comment(type.description ?? type.name, '');
  if (isEnumType(type))
    return `${about}export type ${type.name} = ${type.getValues().map(({ name }) => `'${name}'`).join(' | ')};\n`; // prettier-ignore
  if (!isObjectType(type)) return `${about}export interface ${type.name} {\n  __typename: string;\n}\n`;
  const fields = Object.values(type.getFields()).map((field) => {
    const deprecated = field.deprecationReason == null ? '' : ` @deprecated ${field.deprecationReason}`;
    const optional = reaches(getNamedType(field.type), type, new Set()) ? '?' : '';
    return `${comment(`${field.description ?? ''}${deprecated}`, '  ')}  ${field.name}${optional}: ${written(field.type)};`;
  });
  return `${about}export interface ${type.name} {\n${fields.join('\n')}\n}\n`;
}

function signatureOf({ parameters, type }: RestOperation): string {
  const given = parameters.map(
    ({ name, type: of, required }) =>
      `${name}${required ? '' : '?'}: ${written(isNonNullType(of) ? of.ofType : of, '')}`,
  );
  const optional = parameters.some(({ required }) => required) ? '' : '?';
  return `(parameters${optional}: { ${given.join('; ')} }) => Promise<${written(isNonNullType(type) ? type.ofType : type, '')}>`;
}

function written(type: GraphQLOutputType | GraphQLInputType, orNull = ' | null'): string {
  if (isNonNullType(type)) return written(type.ofType, '');
  if (isListType(type)) {
    const item = written(type.ofType as GraphQLOutputType);
    return `${item.includes(' ') ? `(${item})` : item}[]${orNull}`;
  }
  return `${isScalarType(type) ? (OF_SCALARS[type.name] ?? 'string') : type.name}${orNull}`;
}

const comment = (text: string, indent: string): string =>
  text.trim() === ''
    ? ''
    : `${indent}/** ${text
        .trim()
        .replaceAll('*/', '* /')
        .replace(/\s*\n\s*/g, ' ')} */\n`;
