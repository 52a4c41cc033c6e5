import { execFileSync } from 'node:child_process';
import { cpSync, globSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';

export const root = join(import.meta.dirname, '..', '..');

/** Copies what packing and releasing need: a build here would replace the one with which other tests run. */
export function copyRepository(to: string): void {
  const pages = globSync('*.md', { cwd: root });
  const names = [
    'bin',
    'docs',
    'src',
    'test/release',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'LICENSE',
  ];
  for (const name of [...names, ...pages]) cpSync(join(root, name), join(to, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(to, 'node_modules'), 'dir');
}

/** Runs a program with the Node of the repository and an empty home, and returns what it printed. */
export function runIn(home: string, cwd: string, file: string, ...args: readonly string[]): string {
  const { PATH, npm_config_cache = npmCache() } = process.env;
  const path = `${join(root, 'node_modules', '.bin')}:${PATH}`;
  const env = isolatedEnvironment({ PATH: path, HOME: home, npm_config_cache });
  return execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function npmCache(): string {
  return execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
}
