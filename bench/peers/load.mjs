/** Imports a peer's package from this folder's own node_modules. Throws where they are not installed. */
export async function load(name) {
  try {
    return await import(name);
  } catch (cause) {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error(`${name} is not installed: npm ci --prefix bench/peers`, { cause });
  }
}
