// Makes one file of Node and of a built runlens.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The binary of better-sqlite3 by the platform in the name of a release. */
const libraries = { 'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'win-x64': 'win32-x64' };

function filesFor(platform) {
  const library = `node_modules/better-sqlite3/prebuilds/${libraries[platform]}.node`;
  const start = ['bin/runlens.js', 'bin/code-cache.cjs', 'bin/package.json', 'package.json'];
  return [...start, ...globSync('dist/*.{js,cjs}').sort(), library].map(path => [path, readFileSync(path)]);
}

/** Writes the program to `output`: `node` is the Node of the platform, `builder` one for this machine. */
export function makeOneFile({ platform, node, builder, output, version }) {
  const files = filesFor(platform);
  const contents = Buffer.concat(files.map(([, bytes]) => bytes));
  const list = files.map(([path, bytes]) => [path, bytes.length]);
  const hash = createHash('sha256').update(JSON.stringify(list)).update(contents).digest('hex').slice(0, 32);
  const folder = mkdtempSync(join(tmpdir(), 'runlens-release-'));
  const write = (name, data) => {
    writeFileSync(join(folder, name), data);
    return join(folder, name);
  };
  const assets = {
    list: write('list', JSON.stringify({ name: `program-${version}-${hash}`, files: list })),
    files: write('files', contents),
  };
  const main = { main: 'bin/release/one-file.cjs', disableExperimentalSEAWarning: true, assets };
  const configured = (name, more) => write(name, JSON.stringify({ ...main, ...more }));
  const makeData = (program, name) => {
    const data = join(folder, name);
    runNode(program, '--experimental-sea-config', configured('data.json', { output: data }));
    return readFileSync(data);
  };
  try {
    runNode(builder, '--build-sea', configured('file.json', { executable: node, output }));
    replaceData(output, makeData(builder, 'builder'), makeData(process.execPath, 'own'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What it reports when all goes well is for nobody; when it fails, the error holds it. */
function runNode(program, ...args) {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** The builder writes its data as its own version reads it; the Node in the file is another version. */
function replaceData(path, written, wanted) {
  const file = readFileSync(path);
  const at = file.indexOf(written);
  if (at < 0 || wanted.length > written.length) throw new Error(`${path} does not hold the data as expected`);
  file.fill(0, at, at + written.length);
  wanted.copy(file, at);
  writeFileSync(path, file);
}
