#!/usr/bin/env node
// Makes what is released beside the package, in `release/`: `npm run release -- [platform…]`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeComponent, toBillOfMaterials } from './bill-of-materials.mjs';
import { makeOneFile } from './make-one-file.mjs';
import { nodeThatBuilds, nodeToRelease, platforms } from './node-programs.mjs';

const folder = 'release';
const downloads = join(folder, 'downloads');
const here = `${process.platform}-${process.arch}`;
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const named = process.argv.slice(2);
const unknown = named.filter(platform => !platforms.includes(platform));
if (here !== 'linux-x64') throw new Error('a release is made on Linux x64');
if (unknown.length > 0) throw new Error(`${unknown}: runlens is released for ${platforms.join(', ')}`);

function makeProgram(platform) {
  const name = `runlens-${version}-${platform}${platform.startsWith('win') ? '.exe' : ''}`;
  const output = join(folder, name);
  rmSync(output, { force: true });
  const node = nodeToRelease(platform, downloads).program;
  makeOneFile({ platform, node, builder: nodeThatBuilds(downloads).program, output, version });
  const state = platform === here ? runOnce(output) : 'built, NOT RUN: it is for another machine than this';
  return { name, state };
}

function runOnce(output) {
  const printed = execFileSync(output, ['--version'], { encoding: 'utf8' }).trim();
  if (printed !== version) throw new Error(`${output} --version prints ${printed}, not ${version}`);
  return 'built, and run once (--version)';
}

function write(name, text) {
  writeFileSync(join(folder, name), text);
  return { name, state: 'written' };
}

function writeManPage() {
  const name = 'runlens.1';
  const program = ['--import=tsx', 'test/release/write-man-page.ts', join(folder, name)];
  execFileSync(process.execPath, program, { stdio: 'inherit' });
  return { name, state: 'written' };
}

mkdirSync(downloads, { recursive: true });
const { bundled } = await import('../build.mjs');
const programs = (named.length > 0 ? named : platforms).map(makeProgram);
const licences = ['LICENSE', 'dist/third-party-notices.txt', nodeToRelease(here, downloads).licence];
const materials = toBillOfMaterials(bundled, [nodeComponent(process.versions.node)]);
const made = [
  ...programs,
  write(`runlens-${version}.cdx.json`, `${JSON.stringify(materials, undefined, 2)}\n`),
  write('LICENSES.txt', licences.map(path => readFileSync(path, 'utf8')).join(`\n${'='.repeat(80)}\n\n`)),
  writeManPage(),
].map(file => ({ ...file, bytes: readFileSync(join(folder, file.name)) }));
const sums = made.map(({ name, bytes }) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
write('SHA256SUMS', sums.join(''));
for (const { name, bytes, state } of made) {
  const size =
    bytes.length < 1e6 ? `${Math.ceil(bytes.length / 1e3)} kB` : `${Math.round(bytes.length / 1e6)} MB`;
  process.stdout.write(`${join(folder, name)}: ${size}, ${state}\n`);
}
