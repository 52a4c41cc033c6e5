#!/usr/bin/env node
// Makes what is released beside the package, in `release/`: `npm run release -- [platform…]`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOneFile } from './make-one-file.mjs';
import { nodeThatBuilds, nodeToRelease, platforms } from './node-programs.mjs';

const here = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const folder = 'release';
const downloads = join(folder, 'downloads');

const unknown = process.argv.slice(2).filter(platform => !platforms.includes(platform));
if (unknown.length > 0)
  throw new Error(`${unknown.join(', ')}: runlens is released for ${platforms.join(', ')}`);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : platforms;

await import('../build.mjs');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
mkdirSync(downloads, { recursive: true });

function make(platform) {
  const name = `runlens-${version}-${platform}${platform.startsWith('win') ? '.exe' : ''}`;
  const output = join(folder, name);
  rmSync(output, { force: true });
  makeOneFile({
    platform,
    version,
    output,
    node: nodeToRelease(platform, downloads).program,
    builder: nodeThatBuilds(downloads).program,
  });
  return {
    name,
    state: platform === here ? runOnce(output) : 'built, and not run: it is for another machine',
  };
}

function runOnce(output) {
  const printed = execFileSync(output, ['--version'], { encoding: 'utf8' }).trim();
  if (printed !== version) throw new Error(`${output} --version prints ${printed}, not ${version}`);
  return 'built, and run once (--version)';
}

const made = wanted.map(make);
const sums = made.map(({ name }) => {
  const bytes = readFileSync(join(folder, name));
  return { name, bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
});
writeFileSync(join(folder, 'SHA256SUMS'), sums.map(({ name, hash }) => `${hash}  ${name}\n`).join(''));
for (const { name, state } of made) {
  const { bytes } = sums.find(sum => sum.name === name);
  process.stdout.write(`${join(folder, name)}: ${(bytes / 1e6).toFixed(0)} MB; ${state}\n`);
}
