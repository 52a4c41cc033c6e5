/**
 * Raises every cause in five forms and writes what the recorder, or OpenTelemetry's SDK, would record of it:
 * `PG_URL=… node record.mjs <file> <another node> <src/recorder/run/recorded-error.ts>`, after `npm install`.
 * Needs Python 3 and Java 17. Servers and answers are ours, on loopback; the errors are the libraries' own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import esbuild from 'esbuild';
import pg from 'pg';
import { startServer } from './server.mjs';
import { slimRows } from './slim-rows.mjs';

const here = import.meta.dirname;
const [out, otherNode, recorder] = process.argv.slice(2).map(path => resolve(path));
const postgres = process.env.PG_URL;
const server = await startServer();
const closed = await closedPort();
const work = mkdtempSync(join(tmpdir(), 'raised-'));
const recordedError = join(work, 'recorded-error.mjs');

await prepareTables();
await esbuild.build({
  entryPoints: [recorder],
  outfile: recordedError,
  bundle: true,
  format: 'esm',
  platform: 'node',
});
writeFileSync(out, '');
for (const [index, form] of ['plain', 'other ids', 'wrapped'].entries())
  await raise(process.execPath, join(here, 'raise.mjs'), index, form);
await raise(otherNode, deploy(), 3, 'other node, deployed');
await raise(process.execPath, await bundle(), 4, 'bundled');
for (const [index, form] of ['plain', 'other ids', 'wrapped', 'context', 'deployed'].entries())
  appendFileSync(
    out,
    await run('python3', [join(here, 'raise.py'), form, String(server.port), String(closed + index)]),
  );
for (const [index, form] of ['plain', 'other ids', 'wrapped', 'thread', 'deployed'].entries())
  appendFileSync(
    out,
    await run('java', [join(here, 'Raise.java'), form, String(server.port), String(closed + index)]),
  );
server.stop();
writeFileSync(out, slimRows(withoutFolders(readFileSync(out, 'utf8'))));
rmSync(work, { recursive: true });
process.exit(0);

async function closedPort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return Math.min(port, 60_000);
}

async function prepareTables() {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS lines, orders, users;
    CREATE TABLE users (id SERIAL PRIMARY KEY, email TEXT NOT NULL CONSTRAINT users_email_key UNIQUE);
    CREATE TABLE orders (id UUID PRIMARY KEY, total INTEGER);
    CREATE TABLE lines ("order" UUID REFERENCES orders(id), qty INTEGER CHECK (qty > 0))`);
  await client.end();
}

async function raise(node, program, variant, form) {
  const ports = JSON.stringify({ server: server.port, closed, postgres });
  const env = {
    ...process.env,
    VARIANT: String(variant),
    FORM: form,
    OUT: out,
    PORTS: ports,
    RECORDED_ERROR: recordedError,
  };
  await run(node, ['--no-warnings', program], env);
}

async function run(program, args, env = process.env) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', chunk => {
    text += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${code}`);
  return text;
}

/** The program as a deployment has it: copied to a release's folder. */
function deploy() {
  const release = join(work, 'releases/20261126-4f2a9c/app');
  mkdirSync(release, { recursive: true });
  for (const file of ['raise.mjs', 'causes.mjs', 'variation.mjs'])
    cpSync(join(here, file), join(release, file));
  symlinkSync(join(here, 'node_modules'), join(release, 'node_modules'));
  return join(release, 'raise.mjs');
}

async function bundle() {
  const file = join(work, 'dist/bundle.mjs');
  await esbuild.build({
    entryPoints: [join(here, 'raise.mjs')],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: [
      ...[
        'better-sqlite3',
        'pg-native',
        'pg-query-stream',
        'sqlite3',
        'oracledb',
        'tedious',
        'mysql',
        'mysql2/callback',
        'mariadb/callback',
        'libsql',
      ],
      ...[
        'kerberos',
        'mongodb-client-encryption',
        '@mongodb-js/zstd',
        'snappy',
        'aws4',
        'socks',
        'gcp-metadata',
        '@aws-sdk/credential-providers',
      ],
    ],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  symlinkSync(join(here, 'node_modules'), join(work, 'dist/node_modules'));
  return file;
}

/** Each folder of this machine under a name of its own, of the same kind. */
function withoutFolders(text) {
  const folders = [
    [join(work, 'releases/20261126-4f2a9c/app'), '/srv/releases/20261126-4f2a9c/app'],
    [join(work, 'dist'), '/var/task'],
    [work, '/tmp/work'],
    [resolve(realpathSync(join(here, 'node_modules')), '..'), '/home/ada/shop'],
    [here, '/home/ada/shop'],
  ];
  return folders.reduce((changed, [folder, name]) => changed.replaceAll(folder, name), text);
}
