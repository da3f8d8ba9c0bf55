/** The variables of a request. */
export interface Variables {
  variables: Record<string, unknown>;
  /** values that the operation gives its variables itself */
  defaults: Record<string, unknown>;
}

/** The value that the caller gave, or the operation's own. */
export function variableOf({ variables, defaults }: Variables, name: string): unknown {
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return given === undefined ? defaults[name] : given;
}
