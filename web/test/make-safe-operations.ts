/** `npm run safe-operations -w web`: writes gateway/safe-operations.json. */
import { writeFileSync } from 'node:fs';
import { SAFE_OPERATIONS, safeOperations } from './safe-operations.ts';

writeFileSync(SAFE_OPERATIONS, await safeOperations());
