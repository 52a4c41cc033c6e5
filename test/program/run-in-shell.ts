import { execFile } from 'node:child_process';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { builtProgram, type Ended } from './workplace.ts';

/** Runs a line of bash, in which `R` is the built program and `$S` a store. */
export function runInShell(line: string, location: string): Promise<Ended> {
  const env = isolatedEnvironment({
    NODE: process.execPath,
    PROGRAM: builtProgram,
    S: location,
    HOME: '/',
    RUNLENS_TARGET: undefined,
  });
  const script = `R() { "$NODE" "$PROGRAM" "$@"; }; ${line}`;
  return new Promise(resolve => {
    execFile('bash', ['-c', script], { env, encoding: 'utf8' }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ exitCode, stdout, stderr });
    });
  });
}
