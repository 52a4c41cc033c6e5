/**
 * Raises every cause of the second set in six forms and writes what the recorder, or OpenTelemetry's SDK, would record:
 * `PG_URL=… node record-unseen.mjs <file> <another node> <src/recorder/run/recorded-error.ts>`, after `npm install`.
 * Needs Python 3.11, Java 17 and openssl. Servers and answers are ours, on loopback; the errors are the libraries' own.
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
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import esbuild from 'esbuild';
import pg from 'pg';
import { slimRows } from '../slim-rows.mjs';
import { startUnseenServers } from './servers.mjs';

const here = import.meta.dirname;
const [out, otherNode, recorder] = process.argv.slice(2).map(path => resolve(path));
const work = mkdtempSync(join(tmpdir(), 'raised-'));
const release = join(work, 'releases/20261126-4f2a9c/app');
const recordedError = join(work, 'recorded-error.mjs');
const ports = { ...(await startUnseenServers(work)), closed: 59_100, postgres: process.env.PG_URL };
const { certificate: _, postgres: __, ...numbers } = ports;

await prepareTables();
await esbuild.build({
  entryPoints: [recorder],
  outfile: recordedError,
  bundle: true,
  format: 'esm',
  platform: 'node',
});
deploy();
writeFileSync(out, '');
for (const [variant, form] of ['plain', 'other ids', 'wrapped'].entries())
  await raise(process.execPath, join(here, 'raise-unseen.mjs'), variant, form);
await raise(otherNode, join(release, 'unseen/raise-unseen.mjs'), 3, 'other node, deployed');
await raise(process.execPath, await bundle(), 4, 'bundled');
await raise(process.execPath, join(here, 'raise-unseen.mjs'), 5, 'in a text');
for (const form of ['plain', 'other ids', 'wrapped', 'context', 'deployed', 'in a text'])
  appendFileSync(
    out,
    await run('python3', [
      join(form === 'deployed' ? join(release, 'unseen') : here, 'raise_unseen.py'),
      form,
      JSON.stringify(numbers),
    ]),
  );
for (const [variant, form] of ['plain', 'other ids', 'wrapped', 'thread', 'deployed', 'in a text'].entries())
  appendFileSync(
    out,
    await run('java', [
      join(here, 'RaiseUnseen.java'),
      form,
      String(variant),
      Object.entries(numbers)
        .map(pair => pair.join('='))
        .join(','),
    ]),
  );
writeFileSync(out, slimRows(withoutFolders(readFileSync(out, 'utf8')), { frames: 1, longest: 1_000 }));
rmSync(work, { recursive: true });
process.exit(0);

async function prepareTables() {
  const client = new pg.Client({ connectionString: process.env.PG_URL });
  await client.connect();
  await client.query(`DROP TABLE IF EXISTS lines, orders, users, items;
    CREATE TABLE users (id SERIAL PRIMARY KEY, email TEXT NOT NULL CONSTRAINT users_email_key UNIQUE);
    CREATE TABLE orders (id UUID PRIMARY KEY, total INTEGER);
    CREATE TABLE lines ("order" UUID REFERENCES orders(id), qty INTEGER CHECK (qty > 0));
    CREATE TABLE items (id SERIAL PRIMARY KEY, code VARCHAR(5))`);
  await client.end();
}

async function raise(node, program, variant, form) {
  await run(node, ['--no-warnings', program], {
    ...process.env,
    VARIANT: String(variant),
    FORM: form,
    OUT: out,
    PORTS: JSON.stringify(ports),
    RECORDED_ERROR: recordedError,
  });
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

/** The programs as a deployment has them: copied to a release's folder. */
function deploy() {
  mkdirSync(release, { recursive: true });
  cpSync(here, join(release, 'unseen'), { recursive: true });
  cpSync(join(here, '../variation.mjs'), join(release, 'variation.mjs'));
  symlinkSync(join(here, '../node_modules'), join(release, 'node_modules'));
}

async function bundle() {
  const file = join(work, 'dist/bundle.mjs');
  await esbuild.build({
    entryPoints: [join(here, 'raise-unseen.mjs')],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    plugins: [{ name: 'optional', setup: leaveOptionalOut }],
    banner: {
      js: "import { createRequire } from 'node:module'; import { fileURLToPath as pathOfThisUrl } from 'node:url'; const require = createRequire(import.meta.url); const __filename = pathOfThisUrl(import.meta.url); const __dirname = __filename.replace(/.[^/]*$/, '');",
    },
  });
  symlinkSync(join(here, '../node_modules'), join(work, 'dist/node_modules'));
  return file;
}

/** Packages that libraries use only where they are installed. */
function leaveOptionalOut(build) {
  build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
    if (pluginData === 'asked') return undefined;
    const { errors } = await build.resolve(path, { ...options, pluginData: 'asked' });
    return errors.length > 0 ? { path, external: true } : undefined;
  });
}

/** Each folder of this machine under a name of its own, of the same kind. */
function withoutFolders(text) {
  const folders = [
    [release, '/srv/releases/20261126-4f2a9c/app'],
    [join(work, 'dist'), '/var/task'],
    [work, '/tmp/work'],
    [resolve(realpathSync(join(here, '../node_modules')), '..'), '/home/ada/shop'],
    [resolve(here, '..'), '/home/ada/shop'],
  ];
  return folders
    .reduce((changed, [folder, name]) => changed.replaceAll(folder, name), text)
    .replaceAll(/\/[\w/.-]*\/lib\/python3/g, '/usr/lib/python3');
}
