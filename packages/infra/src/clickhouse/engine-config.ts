import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// No source, no dictionary, no function, no user: file(), url(), s3(), remote() and the engines of that kind are
// refused by the engine itself, however the statement is written.
const GRANTS = [
  'SHOW',
  'SELECT',
  'INSERT',
  'ALTER TABLE',
  'ALTER VIEW',
  'CREATE DATABASE',
  'CREATE TABLE',
  'CREATE VIEW',
  'CREATE TEMPORARY TABLE',
  'DROP DATABASE',
  'DROP TABLE',
  'DROP VIEW',
  'TRUNCATE',
  'OPTIMIZE',
  'KILL QUERY',
];

/** Writes the engine's configuration and answers the file's path. */
export function writeEngineConfig(dataDir: string): string {
  const folder = join(dataDir, 'config');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const users = join(folder, 'users.xml');
  const config = join(folder, 'config.xml');
  writeFileSync(users, usersXml());
  writeFileSync(config, `<clickhouse><users_config>${escapeXml(users)}</users_config></clickhouse>\n`);
  return config;
}

function usersXml(): string {
  return `<clickhouse>
  <profiles><default><max_memory_usage>2000000000</max_memory_usage></default></profiles>
  <quotas><default></default></quotas>
  <users><default>
    <password></password>
    <networks><ip>::/0</ip></networks>
    <profile>default</profile>
    <quota>default</quota>
    <grants><query>GRANT ${GRANTS.join(', ')} ON *.*</query></grants>
  </default></users>
</clickhouse>
`;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
