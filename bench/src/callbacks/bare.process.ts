/** The limit: a bare node:http server that checks the signature and echoes. Says its address to who forked it. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SECRET = 'sandbox-secret';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const signed = createHmac('sha256', SECRET)
      .update(`${request.url}\n${request.headers['x-timestamp']}\n`)
      .update(body);
    const known = signed.digest('base64') === request.headers['x-signature'];
    const answer = JSON.stringify({ status: known ? 'OK' : 'INVALID_SIGNATURE', echo: JSON.parse(body.toString()) });
    response.writeHead(known ? 200 : 401, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
process.once('disconnect', () => process.exit(0));
