/** One piece of a ClickHouse statement; comments and blanks are left out. */
export interface Token {
  kind: 'word' | 'identifier' | 'text' | 'number' | 'sign';
  /** Without its quotes; escapes are resolved. */
  value: string;
  /** Where it ends in the statement. */
  end: number;
}

/** The statement cannot be read with certainty, so it is refused. */
export class UnreadableStatement extends Error {}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9][0-9A-Za-z_.]*/y;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };
// Comments of MySQL's kind, heredocs and typographic quotes: ClickHouse reads them, nobody here needs them, and a
// reader that disagrees with ClickHouse about where a string ends is no guard.
const AMBIGUOUS = /[#$\u2018\u2019\u201c\u201d\0\\]/;

/**
 * Reads a statement into tokens as ClickHouse does. `until` may end the reading early: what follows is data.
 * Throws UnreadableStatement for whatever it cannot read with certainty.
 */
export function readTokens(statement: string, until: (tokens: Token[]) => boolean = () => false): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < statement.length && !until(tokens)) {
    at = skipBlank(statement, at);
    if (at >= statement.length) break;
    const token = readToken(statement, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function skipBlank(statement: string, start: number): number {
  let at = start;
  for (;;) {
    SPACE.lastIndex = at;
    if (SPACE.test(statement)) at = SPACE.lastIndex;
    if (statement.startsWith('--', at)) {
      const end = statement.indexOf('\n', at);
      at = end < 0 ? statement.length : end + 1;
    } else if (statement.startsWith('/*', at)) {
      at = endOfComment(statement, at);
    } else return at;
  }
}

function endOfComment(statement: string, start: number): number {
  const end = statement.indexOf('*/', start + 2);
  if (end < 0) throw new UnreadableStatement('a comment has no end');
  // ClickHouse nests comments.
  if (statement.slice(start + 2, end).includes('/*')) throw new UnreadableStatement('a comment within a comment');
  return end + 2;
}

function readToken(statement: string, at: number): Token {
  const first = statement[at] as string;
  if (first === "'") return readQuoted(statement, at, 'text');
  if (first === '"' || first === '`') return readQuoted(statement, at, 'identifier');
  const word = match(WORD, statement, at);
  if (word !== undefined) return { kind: 'word', value: word, end: at + word.length };
  const number = match(NUMBER, statement, at);
  if (number !== undefined) return { kind: 'number', value: number, end: at + number.length };
  if (AMBIGUOUS.test(first)) throw new UnreadableStatement(`the character ${JSON.stringify(first)} outside a string`);
  return { kind: 'sign', value: first, end: at + 1 };
}

function readQuoted(statement: string, start: number, kind: 'text' | 'identifier'): Token {
  const quote = statement[start] as string;
  let value = '';
  for (let at = start + 1; at < statement.length; at += 1) {
    const character = statement[at] as string;
    if (character === '\\') {
      at += 1;
      const escaped = statement[at] ?? '';
      value += ESCAPES[escaped] ?? escaped;
    } else if (character !== quote) {
      value += character;
    } else if (statement[at + 1] === quote) {
      at += 1;
      value += quote;
    } else {
      return { kind, value, end: at + 1 };
    }
  }
  throw new UnreadableStatement(`a ${quote} has no end`);
}

function match(pattern: RegExp, statement: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(statement)?.[0];
}
