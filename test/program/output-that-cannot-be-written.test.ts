import { execFile } from 'node:child_process';
import { expect } from 'vitest';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { writeSample } from './sample-store.ts';
import { builtProgram, test } from './workplace.ts';

type Ran = { readonly code: unknown; readonly stderr: string };

function shell(line: string, location: string): Promise<Ran> {
  const script = `R() { "$NODE" "$PROGRAM" "$@"; }; ${line}`;
  const env = isolatedEnvironment({
    NODE: process.execPath,
    PROGRAM: builtProgram,
    S: location,
    HOME: '/',
    RUNLENS_TARGET: undefined,
  });
  return new Promise(resolve => {
    execFile('bash', ['-c', script], { env, encoding: 'utf8' }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test.for([
  'R workflows runs list --target "$S" -o json > /dev/full',
  'R workflows list --target "$S" -o table > /dev/full',
  'R "$S" > /dev/full',
  'R --help > /dev/full',
  'R completion bash > /dev/full',
])('%s says that the output could not be written, and exits with 1', async (line, { place }) => {
  const location = place.path('runs.db');
  await writeSample(location);
  const { code, stderr } = await shell(line, location);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^runlens: .*(?:no space|no room|output).*\n(?: {2}.*\n)?$/iu);
});

test('an error that cannot be told keeps its exit code', async ({ place }) => {
  expect(await shell('R "$S" 2> /dev/full', place.path('nowhere.db'))).toEqual({ code: 2, stderr: '' });
});
