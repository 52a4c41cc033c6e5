import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { copyText } from '../../src/terminal/clipboard.ts';
import { openInEditor, runAttached } from '../../src/terminal/pager.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a missing TMPDIR is an expected error of the editor and of copying', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'missing'));
  const env = { PATH: folder, TERM: 'dumb' };
  const expected = {
    name: 'InspectorError',
    kind: 'unreadable',
    hint: 'set TMPDIR to a folder that you may write to and that has room',
  };
  const edited = openInEditor('text', { env, runOutside: work => work(), suffix: '.txt' });
  await expect(edited).rejects.toMatchObject(expected);
  await expect(copyText('text', { env, write: () => {}, platform: 'linux' })).rejects.toMatchObject(expected);
});

test('a program that the system does not start is an expected error', async () => {
  const env = { LONG: 'x'.repeat(5_000_000) };
  const started = runAttached({ words: [process.execPath, '-e', ''], env, text: '' });
  await expect(started).rejects.toThrow(InspectorError);
  await expect(started).rejects.toMatchObject({ kind: 'unreadable', message: /^cannot run .*E2BIG/ });
});

test('a clipboard tool that the system does not start leaves the text to the next route', async () => {
  writeFileSync(join(folder, 'pbcopy'), '#!/bin/sh\n', { mode: 0o755 });
  const env = { LONG: 'x'.repeat(5_000_000), PATH: folder };
  const copied = await copyText('text', { env, write: () => {}, platform: 'darwin' });
  expect(copied.route).toBe('osc52');
});
