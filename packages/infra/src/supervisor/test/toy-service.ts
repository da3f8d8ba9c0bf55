/** A service that does nothing but answer, for tests of the supervisor. TOY says how it behaves. */
import { createServer } from 'node:http';

const { PORT, HOST, TOY = '' } = process.env;
if (TOY === 'misconfigured') {
  console.error('config: DATABASE_URL: must be a URL');
  process.exit(78);
}
// The state folder's secrets must not reach a log.
if (TOY === 'gossip') console.log(`warning: my database is ${process.env['DATABASE_URL']}`);

const server = createServer((request, response) => {
  if (request.url === '/environment') return void response.end(JSON.stringify(process.env));
  if (request.url === '/quit') return void response.end('bye', () => process.exit(3));
  response.end('ok');
});
server.listen(Number(PORT), HOST);
if (TOY !== 'deaf') process.on('SIGTERM', () => process.exit(0));
else process.on('SIGTERM', () => undefined);
