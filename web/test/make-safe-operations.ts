/** `npm run safe-operations -w web`: writes gateway/safe-operations.json, and the hashes that pages name operations by. */
import { writeFileSync } from 'node:fs';
import { OPERATION_HASHES, operationHashes, SAFE_OPERATIONS, safeOperations } from './safe-operations.ts';

writeFileSync(SAFE_OPERATIONS, await safeOperations());
writeFileSync(OPERATION_HASHES, await operationHashes());
