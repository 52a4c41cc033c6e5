import { execFileSync } from 'node:child_process';
import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { test } from './workplace.ts';

const here = join(import.meta.dirname, '../..');

const program = `
import { openRecorder } from './tools-2/dist/recorder.js';
const recorder = await openRecorder({ location: 'runs.db' });
const send = async () => { throw new Error('mail refused'); };
await recorder.run({ workflow: 'mail', id: 'run_1' }, run => run.step('send', send)).catch(() => {});
await recorder.close();
`;

test('the frames of a recorder in a folder of another name stand in no stack', ({ place }) => {
  const node = (...args: readonly string[]) =>
    execFileSync(process.execPath, args, { cwd: place.folder, encoding: 'utf8' });
  cpSync(join(here, 'dist'), place.path('tools-2/dist'), { recursive: true });
  cpSync(join(here, 'package.json'), place.path('tools-2/package.json'));
  symlinkSync(join(here, 'node_modules'), place.path('tools-2/node_modules'));
  writeFileSync(place.path('mail.mjs'), program);
  node('mail.mjs');
  const get = [join(here, 'bin/runlens.js'), 'workflows', 'runs', 'get', 'run_1', '--target', './runs.db'];
  const shown = node(...get, '-o', 'table');
  expect(shown).toMatch(/at .*mail\.mjs:4/u);
  expect(shown).toMatch(/\(\d frames of runlens left out\)/u);
  expect(shown).not.toContain('recorder.js');
  expect(node(...get, '-o', 'json')).toContain('runlens/dist/recorder.js:');
});
