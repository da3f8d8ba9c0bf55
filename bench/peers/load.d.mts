/** Imports a peer's package from this folder's own node_modules. Throws where they are not installed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- their types are not installed where they are not
export function load(name: string): Promise<any>;
