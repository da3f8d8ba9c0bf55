/** Web before the stub gateway, to be looked at: `node --import tsx test/look.ts [port]`. Codes are 000000. */
import { startWeb } from './start-web.ts';

const web = await startWeb({ pages: true, port: Number(process.argv[2] ?? 3100) });
process.stdout.write(`web at ${web.url}, games and payments at ${web.stub.outsideUrl}\n`);
process.on('SIGTERM', () => void web.stop().then(() => process.exit(0)));
