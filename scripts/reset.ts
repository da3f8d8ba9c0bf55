/** `npm run reset`: empties the state folder. Refuses while a platform runs over it. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isStateLocked } from '@croupier/infra';

const stateDir = resolve(process.env['CROUPIER_STATE_DIR'] ?? '.croupier');
if (!existsSync(stateDir)) {
  console.log(`${stateDir} does not exist: nothing to do`);
  process.exit(0);
}
if (isStateLocked(stateDir)) {
  console.error(`a platform runs over ${stateDir}: stop it first`);
  process.exit(1);
}
const names = readdirSync(stateDir);
// A mistyped CROUPIER_STATE_DIR must not empty somebody's home.
if (names.length > 0 && !names.includes('secrets.json')) {
  console.error(`${stateDir} holds no state of Croupier: nothing removed`);
  process.exit(1);
}
for (const name of names) rmSync(join(stateDir, name), { recursive: true, force: true });
console.log(`${stateDir} is empty`);
