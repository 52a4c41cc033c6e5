import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createNameGroups } from '../../../../src/engines/workflow-sdk/files/name-groups.ts';
import { quickFolder } from '../../../quick-folder.ts';

it('finds a file that was written while the names before it were grouped', () => {
  const folder = mkdtempSync(join(quickFolder(), 'runlens-names-'));
  const write = (name: string) => {
    writeFileSync(join(folder, name), '{}');
    utimesSync(folder, 1, 1);
  };
  write('run-1.json');
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  // Names are matched as they are grouped.
  const { exec } = RegExp.prototype;
  const match = vi.spyOn(RegExp.prototype, 'exec').mockImplementationOnce(function (this: RegExp, text) {
    write('run-2.json');
    return exec.call(this, text);
  });
  onTestFinished(() => {
    now.mockRestore();
    match.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  });
  const groups = createNameGroups(folder);
  expect(groups.namesNow('run')).toEqual(['run-1.json']);
  now.mockReturnValue(10_000);
  expect(groups.namesNow('run').toSorted()).toEqual(['run-1.json', 'run-2.json']);
});
