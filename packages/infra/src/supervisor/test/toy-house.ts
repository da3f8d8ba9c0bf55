/** A supervisor with two toy services, to be killed by a test. Takes CROUPIER_STATE_DIR. */
import { fileURLToPath } from 'node:url';
import { startHouse } from '../house.ts';

const entry = fileURLToPath(new URL('./toy-service.ts', import.meta.url));
await startHouse({
  stateDir: process.env['CROUPIER_STATE_DIR'] as string,
  ports: 'free',
  services: [
    { name: 'users', entry, port: 'users', room: 'users' },
    { name: 'gateway', entry, port: 'gateway' },
  ],
});
console.log('ready');
