/** Prints a .env for docker-compose.yml with fresh passwords and keys: `node --import tsx scripts/make-env.ts > .env`. */
import { DATABASE_ROOMS, generateSecrets, NATS_USER_NAMES, publicKeyOf } from '@croupier/infra';

const secrets = generateSecrets();
const lines = [
  ['POSTGRES_PASSWORD', secrets.postgresPassword],
  ['CLICKHOUSE_PASSWORD', secrets.clickhousePassword],
  ...DATABASE_ROOMS.flatMap((room) => [
    [`${room.toUpperCase()}_APP_PASSWORD`, secrets.appPasswords[room]],
    [`${room.toUpperCase()}_OWNER_PASSWORD`, secrets.ownerPasswords[room]],
  ]),
  // nats-server reads a value that begins with a digit as a number.
  ...NATS_USER_NAMES.map((name) => [`${name.toUpperCase()}_NATS_PASSWORD`, `n${secrets.natsPasswords[name]}`]),
  // Single quotes: compose takes what stands between them as it is.
  ['GATEWAY_SIGNING_KEY', `'${secrets.gatewaySigningKey}'`],
  ['GATEWAY_VERIFY_KEY', `'${publicKeyOf(secrets.gatewaySigningKey)}'`],
  ['ACCESS_TOKEN_KEY', `'${secrets.accessTokenKey}'`],
  ['SECRETS_KEY', secrets.secretsKey],
  ['COOKIE_SECRET', secrets.cookieSecret],
  // The folder is a volume of its own in docker-compose.yml: put it on another machine's disk.
  ['CROUPIER_ANCHOR_DIR', '/anchors'],
  ['CROUPIER_ANCHOR_KEY', `'${secrets.anchorKey}'`],
];
console.log(
  '# Made by scripts/make-env.ts. Add SMTP_URL, TELEGRAM_BOT_TOKEN, PUBLIC_URL and WEB_URL: see .env.example.',
);
for (const [name, value] of lines) console.log(`${name}=${value}`);
