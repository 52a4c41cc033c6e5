import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { checkNode } from '../../src/recorder/check-node.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';

afterEach(() => vi.unstubAllGlobals());

test.each(['v20.19.4', 'v22.18.0', 'v21.99.0'])('%s is too old to record', version => {
  expect(() => checkNode(version)).toThrow(`runlens/recorder needs Node 22.19 or newer; this is ${version}`);
});

test.each(['v22.19.0', 'v23.0.0', 'v24.1.0', 'v26.0.0-nightly'])('%s records', version => {
  expect(() => checkNode(version)).not.toThrow();
});

test('a recorder throws it before it opens the store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  vi.stubGlobal('process', Object.create(process, { version: { value: 'v20.1.0' } }));
  const location = join(folder, 'runs.db');
  await expect(openRecorder({ location })).rejects.toMatchObject({
    message: 'runlens/recorder needs Node 22.19 or newer; this is v20.1.0',
  });
  expect(existsSync(location)).toBe(false);
  rmSync(folder, { recursive: true });
});

test('a program on an old Node ends with one line of ours, not with minified code', () => {
  const recorder = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'recorder.js')).href;
  const pretendOld = "Object.defineProperty(process, 'version', { value: 'v20.1.0' });";
  const program = `${pretendOld} const { openRecorder } = await import('${recorder}'); await openRecorder();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  const lines = stderr.split('\n').filter(line => line.includes('runlens') || line.includes('recorder.js'));
  expect(lines).toEqual(['[Error: runlens/recorder needs Node 22.19 or newer; this is v20.1.0]']);
});
