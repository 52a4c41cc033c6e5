import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** What is large, or not for every system, is left out where it takes longer. */
const optionalMs = 90_000;

/** Installs what each host needs, where it is not there yet: hosts keep their packages to themselves. */
export async function setup(): Promise<void> {
  const hosts = globSync('{*,*/host}/package.json', { cwd: import.meta.dirname }).map(dirname);
  for (const host of hosts) {
    const folder = join(import.meta.dirname, host);
    if (isInstalled(folder)) continue;
    const start = performance.now();
    const isOptional = !('dependencies' in parsePackage(folder));
    const installing = run(
      'npm',
      ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: folder,
        maxBuffer: 64 * 1024 * 1024,
        ...(isOptional ? { timeout: optionalMs } : {}),
      },
    );
    try {
      await installing;
    } catch (error) {
      if (!isOptional) throw error;
      process.stderr.write(`left out test/engines/${host}: it cannot be installed\n`);
      continue;
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stderr.write(`installed test/engines/${host} in ${seconds} s\n`);
  }
}

function parsePackage(folder: string): object {
  const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return typeof value === 'object' && value !== null ? value : {};
}

/** npm writes this file last. */
function isInstalled(folder: string): boolean {
  const done = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(done) && statSync(done).mtimeMs >= statSync(join(folder, 'package.json')).mtimeMs;
}
